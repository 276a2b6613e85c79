import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "../../fixtures/command";
import { writeOneMailbox } from "../../fixtures/host/one-mailbox";
import { localStackEndpoint } from "../../fixtures/localstack/cloud";
import { Standby } from "../../fixtures/localstack/standby";
import { outputOf } from "../../fixtures/process";
import { startFaultProxy } from "../../fixtures/proxy/fault-proxy";
import { startConditionalDeletes } from "../../fixtures/s3/conditional-deletes";
import { s3Environment, startS3 } from "../../fixtures/s3/s3-server";
import { byNodemailer, shortMessage } from "./support/test-messages";
import { makeMaildir } from "../../fixtures/host/maildir";

let standby: Standby;
beforeAll(async () => {
  standby = await Standby.create({ mailboxes: [{ user: "alice", addresses: ["alice", "postmaster"] }] });
  await standby.apply();
});
beforeEach(() => standby.reset());
afterAll(() => standby.close());

/** Sends messages, which then wait in the bucket; returns their subjects. */
async function receive(count: number): Promise<string[]> {
  const endpoint = await standby.startEndpoint();
  const subjects = Array.from({ length: count }, (_, index) => `number ${index}`);
  const to = [`alice@${standby.domain}`];
  const messages = subjects.map((subject) => ({ from: "", to, content: shortMessage(subject), owners: {} }));
  await byNodemailer(endpoint.port, messages);
  await endpoint.idle();
  expect(await standby.waiting()).toHaveLength(count);
  return subjects.sort();
}

async function deliveredSubjects(): Promise<string[]> {
  const files = await standby.delivered("alice");
  return files.map((file) => /^Subject: (.*)$/m.exec(file.toString())![1]!).sort();
}

describe("LocalStack stops during an import and starts again: no loss, no duplicate", () => {
  test.each(["list", "get", "deleteMany"] as const)("from the first %s on", async (operation) => {
    const subjects = await receive(20);
    const proxy = await startFaultProxy(Number(new URL(localStackEndpoint()).port));
    let gone = false;
    proxy.plan((request) => {
      gone ||= request.operation === operation;
      return gone ? { kind: "reset", when: "before" } : undefined;
    });
    try {
      const { exitCode, stderr } = await standby.import("--endpoint-url", proxy.endpoint);
      expect(gone).toBe(true);
      expect({ exitCode, stderr }).toEqual({ exitCode: 75, stderr: expect.stringContaining(standby.bucket) as string });
      expect(await standby.waiting()).toHaveLength(20);
      proxy.plan(() => undefined);
      expect(await standby.import("--endpoint-url", proxy.endpoint)).toMatchObject({ exitCode: 0, stderr: "" });
    } finally {
      await proxy.stop();
    }
    expect(await deliveredSubjects()).toEqual(subjects);
    expect(await standby.waiting()).toEqual([]);
  });

  test("its container is paused and continued", async () => {
    const subjects = await receive(20);
    const { port } = new URL(localStackEndpoint());
    const docker = async (...args: string[]) => (await outputOf("docker", args)).trim();
    const container = await docker("ps", "--quiet", "--filter", `publish=${port}`);
    const proxy = await startFaultProxy(Number(port));
    // The first request is delayed until the container is paused.
    const asked = new Promise<void>((resolve) =>
      proxy.plan(({ operation }) => {
        if (operation !== "get") return undefined;
        resolve();
        return { kind: "delay", milliseconds: 1_000 };
      }),
    );
    try {
      const importing = standby.import("--endpoint-url", proxy.endpoint);
      await asked;
      await docker("pause", container);
      await sleep(2_000).finally(() => docker("unpause", container));
      expect(await importing).toMatchObject({ exitCode: 0, stderr: "" });
    } finally {
      await proxy.stop();
    }
    expect(await deliveredSubjects()).toEqual(subjects);
    expect(await standby.waiting()).toEqual([]);
  });
});

test("more than 1,000 objects wait", async () => {
  await receive(1);
  const { cloud, bucket: Bucket } = standby;
  const [Key = ""] = await standby.waiting();
  // Stored directly, because SMTP would take a minute.
  const more = Array.from({ length: 1_004 }, (_, index) => `${Key.slice(0, -4)}${index.toString(32).padStart(4, "0")}`);
  for (let from = 0; from < more.length; from += 50) {
    const some = more.slice(from, from + 50);
    await Promise.all(some.map((copy) => cloud.s3.copyObject({ Bucket, Key: copy, CopySource: `${Bucket}/${Key}` })));
  }
  expect(await standby.waiting()).toHaveLength(1_005);
  expect(await standby.import("--json")).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await standby.delivered("alice")).toHaveLength(1_005);
  expect(await standby.waiting()).toEqual([]);
  expect(await standby.import()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  expect(await standby.delivered("alice")).toHaveLength(1_005);
});

test("an object replaced between GET and delete is delivered by the next import", async () => {
  await receive(2);
  const { s3 } = standby.cloud;
  const [Key = "", other = ""] = await standby.waiting();
  const subjectAt = async (key: string) => {
    const { Body } = await s3.getObject({ Bucket: standby.bucket, Key: key });
    return /^Subject: (.*)\r$/m.exec((await Body?.transformToString()) ?? "")?.[1];
  };
  const before = [await subjectAt(Key), await subjectAt(other)];
  const server = await startConditionalDeletes(
    { port: Number(new URL(localStackEndpoint()).port), client: s3 },
    async () => {
      if ((await subjectAt(Key)) === before[0]) {
        await s3.putObject({ Bucket: standby.bucket, Key, Body: shortMessage("newer") });
      }
    },
  );
  try {
    await standby.import("--endpoint-url", server.endpoint);
    expect(server.kept).toEqual([Key]);
    expect(await deliveredSubjects()).toEqual([...before].sort());
    expect(await standby.waiting()).toEqual([Key]);
    expect(await subjectAt(Key)).toBe("newer");

    expect(await standby.import("--endpoint-url", server.endpoint)).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await deliveredSubjects()).toEqual([...before, "newer"].sort());
    expect(await standby.waiting()).toEqual([]);
  } finally {
    await server.stop();
  }
});

test("the bucket is versioned: deleted messages can be restored", async () => {
  await receive(1);
  const { cloud, bucket: Bucket } = standby;
  const [Key = ""] = await standby.waiting();
  const bytes = async () => {
    const { Body } = await cloud.s3.getObject({ Bucket, Key });
    return Buffer.from((await Body?.transformToByteArray()) ?? []).toString("latin1");
  };
  const before = await bytes();
  expect(await standby.import()).toMatchObject({ exitCode: 0, stderr: "" });
  await expect(bytes()).rejects.toMatchObject({ name: "NoSuchKey" });

  const { DeleteMarkers } = await cloud.s3.listObjectVersions({ Bucket, Prefix: Key });
  await cloud.s3.deleteObject({ Bucket, Key, VersionId: DeleteMarkers![0]!.VersionId });
  expect(await bytes()).toBe(before);
});

describe("credentials", () => {
  /** An environment without credentials. */
  const nowhere = (directory: string) => ({
    ...{ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_SESSION_TOKEN: undefined },
    ...{ AWS_PROFILE: undefined, AWS_EC2_METADATA_DISABLED: "true", HOME: directory },
  });

  test("missing: the importer reports them, and does not report that no mail waits", async () => {
    await receive(1);
    const fixed = ["import", "--settings", standby.settingsFile, "--endpoint-url", localStackEndpoint()];
    const { exitCode, stdout, stderr } = await runCommand(fixed, nowhere(standby.directory));
    expect([75, 78]).toContain(exitCode);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/credential/i);
    expect(await standby.waiting()).toHaveLength(1);
    expect(await standby.import()).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await standby.delivered("alice")).toHaveLength(1);
  });

  test("wrong, at an S3 server that checks them: the importer reports them", async () => {
    const directory = await mkdtemp(join(tmpdir(), "credentials-"));
    const s3 = await startS3();
    try {
      const maildir = join(directory, "Maildir");
      makeMaildir(maildir);
      writeOneMailbox({ directory, user: "anna", bucket: "mail", maildir });
      await s3.makeBucket("mail");
      await s3.put("mail", `anna/${"0".repeat(40)}`, shortMessage("waits"));
      const args = ["import", "--settings", join(directory, "settings.yaml"), "--endpoint-url", s3.endpoint];
      const right = s3Environment(s3.endpoint);

      const { exitCode, stdout, stderr } = await runCommand(args, { ...right, AWS_SECRET_ACCESS_KEY: "wrong" });
      expect([75, 78]).toContain(exitCode);
      expect(stdout).toBe("");
      expect(stderr).toMatch(/SignatureDoesNotMatch/);
      expect(await s3.keys("mail")).toHaveLength(1);
      expect(await runCommand(args, right)).toMatchObject({ exitCode: 0, stderr: "" });
      expect(await s3.keys("mail")).toEqual([]);
    } finally {
      await s3.stop();
      await rm(directory, { recursive: true });
    }
  });
});
