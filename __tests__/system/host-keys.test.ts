import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unclaimedMail } from "../../operator/doctor/checks/aws/unclaimed-mail";
import type { DoctorContext } from "../../operator/doctor/context";
import { loadSettings } from "../../settings/load";
import { synthesizeStacks } from "../../fixtures/apply/synthesize";
import type { PolicyStatement } from "../../inbound/applied-rules";
import { type PolicyProxy, startPolicyProxy } from "../../fixtures/s3/policy-proxy";
import { RootedHost } from "../../fixtures/host/rooted-host";
import { s3Environment, type S3Server, startS3 } from "../../fixtures/s3/s3-server";

jest.setTimeout(120_000);

const HOSTS = { one: ["ann", "cem"], two: ["bob"] } as const;
type Host = keyof typeof HOSTS;
const hosts = Object.keys(HOSTS) as Host[];
const users = Object.values(HOSTS).flat();

let s3: S3Server;
let rooted: RootedHost;
const proxies = new Map<Host, PolicyProxy>();

beforeAll(async () => {
  rooted = await RootedHost.create(users, ["one", "two"]);
  s3 = await startS3();
  await s3.makeBucket("mail");
  const mailboxes = hosts.flatMap((host) =>
    HOSTS[host].map((user) => ({ user, addresses: [user], host: `${host}.example.org` })),
  );
  rooted.configure({ mailboxes, importer: { keyPerHost: true } });
  // A stack for an emulator differs in the bucket's policy, but not in the policies of users.
  const [stack = ""] = await synthesizeStacks({
    settingsFile: rooted.settingsFile,
    endpoint: s3.endpoint,
    outputFolder: join(rooted.directory, "out"),
  });
  const policies = policiesIn(join(stack, "cdk.tf.json"));
  for (const host of hosts) {
    const statements = policies.get(`importer-mail-${host}.example.org`) ?? [];
    proxies.set(host, await startPolicyProxy(s3.port, statements));
  }
});
afterAll(async () => {
  for (const proxy of proxies.values()) await proxy.stop();
  await s3.stop();
  rooted.remove();
});

/** The statements of each policy in a synthesized stack, by the policy's name. */
function policiesIn(file: string): Map<string, PolicyStatement[]> {
  const { resource } = JSON.parse(readFileSync(file, "utf8")) as {
    resource: { aws_iam_policy: Record<string, { name: string; policy: string }> };
  };
  return new Map(
    Object.values(resource.aws_iam_policy).map(({ name, policy }) => [
      name,
      (JSON.parse(policy) as { Statement: PolicyStatement[] }).Statement,
    ]),
  );
}

function run(command: string, host: Host, ...args: readonly string[]) {
  const env = s3Environment(proxies.get(host)!.endpoint);
  return rooted.run([command, "--host", host, "--json", ...args], { root: host, store: "s3", env });
}

const inboxOf = (host: Host, user: string) => readdirSync(join(rooted.maildir(user, host), "new"));

test("each host imports its own mail with a key that has no access to other mail", async () => {
  for (const user of users) await s3.put("mail", `${user}/1`, Buffer.from("Subject: hello\r\n\r\nhello\r\n"));
  await s3.put("mail", "zoe/1", Buffer.from("Subject: whose\r\n\r\n"));
  for (const host of hosts) {
    const live = await run("status", host, "--live");
    expect(JSON.parse(live.stdout)).toMatchObject({
      store: { waiting: HOSTS[host].map((mailbox) => ({ mailbox, messages: 1 })), unclaimed: { messages: 0 } },
    });
    const ended = await run("import", host);
    expect(ended).toMatchObject({ exitCode: 0, stderr: "" });
    expect(JSON.parse(ended.stdout)).toMatchObject({ delivered: HOSTS[host].length, deleted: HOSTS[host].length });
  }
  for (const host of hosts) {
    for (const user of users)
      expect(inboxOf(host, user)).toHaveLength((HOSTS[host] as readonly string[]).includes(user) ? 1 : 0);
    expect(proxies.get(host)!.refused).toEqual([]);
  }
  expect(await s3.keys("mail")).toEqual(["zoe/1"]);
});

describe("doctor", () => {
  /** The findings with the region's bucket at this endpoint, without other AWS services. */
  const findings = async (endpoint: string, ...checks: readonly string[]) => {
    const env = { ...s3Environment(endpoint), AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1" };
    const { stdout } = await rooted.run(["doctor", ...checks, "--host", "one", "--json"], { store: undefined, env });
    return (JSON.parse(stdout) as { results: { id: string; status: string; found: string }[] }).results;
  };

  test("accepts a host's own key, and reports a key that can list all mail", async () => {
    const own = await findings(proxies.get("one")!.endpoint, "importer-key", "importer-may-delete", "waiting");
    expect(own.filter(({ status }) => status === "FAIL" || status === "WARN")).toEqual([]);
    expect(own.find(({ id }) => id === "waiting")).toMatchObject({ status: "OK", found: "no mail waits" });
    const [, all] = await findings(s3.endpoint, "home-machine", "importer-key");
    expect(all).toMatchObject({ status: "WARN", found: "the key may list the mail of every host" });
  });

  test("finds unclaimed mail with a key that may list; else names the missing right", async () => {
    const { settings } = await loadSettings(rooted.settingsFile);
    const at = (endpoint: string) => {
      Object.assign(process.env, s3Environment(endpoint));
      const context = { settings, aws: { endpoint }, machine: { now: () => Date.now() } } as unknown as DoctorContext;
      return unclaimedMail.look("mail", context, new AbortController().signal);
    };
    expect(await at(s3.endpoint)).toMatchObject({
      status: "WARN",
      found: expect.stringMatching(/^1 .* under zoe\//) as string,
    });
    expect(await at(proxies.get("one")!.endpoint)).toMatchObject({ status: "UNKNOWN" });
  });
});

test("an import that expects a key for all hosts is refused", async () => {
  await s3.put("mail", "ann/2", Buffer.from("Subject: hello\r\n\r\n"));
  rooted.configure({ importer: {} });
  const ended = await run("import", "one");
  expect(ended.exitCode).toBe(75);
  expect(proxies.get("one")!.refused.at(-1)).toBe("s3:ListBucket arn:aws:s3:::mail");
  expect(await s3.keys("mail")).toEqual(["ann/2", "zoe/1"]);
});
