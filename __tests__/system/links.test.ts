import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { CommandHost, type HostUser } from "../../fixtures/host/command-host";
import { startHeldS3, type HeldS3 } from "../../fixtures/s3/held-s3";
import { s3Environment } from "../../fixtures/s3/s3-server";

// A user can change their home at any moment. The targets of their symbolic links must stay unchanged.
const ann: HostUser = { user: "ann", uid: 20001, gid: 20011 };
const bob: HostUser = { user: "bob", uid: 20002, gid: 20012 };
const STAGE = "tmp/standby-mx.stage";

let host: CommandHost;
afterEach(() => host.remove());

/** A directory of root that all users can read, in the form of a Maildir or not. */
function rootsDirectory(): string {
  const path = join(host.directory, "etc");
  for (const folder of ["", "new", "cur", "tmp"]) mkdirSync(join(path, folder), { mode: 0o755 });
  writeFileSync(join(path, "passwd"), "root");
  return path;
}

/** Everything in a tree, with owner, mode and the time of the last change of any kind. */
function stateOf(path: string): string[] {
  const { uid, gid, mode, ctimeMs } = lstatSync(path);
  const inside = lstatSync(path).isDirectory() ? readdirSync(path) : [];
  return [`${path} ${uid} ${gid} ${mode} ${ctimeMs}`, ...inside.flatMap((name) => stateOf(join(path, name)))];
}

/** Replaces a part of Ann's Maildir by a link; returns a function that restores the part. */
function replace(part: string, target: string): () => void {
  const path = join(host.maildir("ann"), part);
  const aside = join(host.home("ann"), "aside");
  renameSync(path, aside);
  symlinkSync(target, path);
  return () => {
    unlinkSync(path);
    renameSync(aside, path);
  };
}

const parts = ["new", "cur", "tmp", ".", STAGE, `${STAGE}/…`];

describe.each([
  ["root's", parts],
  ["another user's", ["new", "."]],
] as const)("a link to %s directory", (whose, parts) => {
  const target = () => (whose === "root's" ? rootsDirectory() : host.maildir("bob"));

  test.each(parts)("at the path of %s before the import", async (part) => {
    host = await CommandHost.create([ann, bob]);
    await host.put("ann/1");
    expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" }); // makes the stage directory
    await host.put("ann/2");
    const behind = target();
    const before = stateOf(behind);
    const undo = replace(
      inFull(part),
      part === "new" || part === "cur" || part === "tmp" ? join(behind, part) : behind,
    );

    const { exitCode, stderr } = await host.import();
    expect(exitCode).toBe(75);
    expect(stderr).toMatch(/^standby-mx import: mailbox ann: /);
    expect(stateOf(behind)).toEqual(before);
    expect(await host.waiting()).toEqual(["ann/2"]);

    undo();
    expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
    expect(host.delivered("ann")).toHaveLength(2);
    expect(stateOf(behind)).toEqual(before);
  });

  test.each(parts)("at the path of %s between the checks and the delivery", async (part) => {
    host = await CommandHost.create([ann, bob]);
    const s3 = await startHeldS3("ann/held");
    try {
      const started = start(s3);
      await s3.asked;
      const behind = target();
      const before = stateOf(behind);
      const undo = replace(
        inFull(part),
        part === "new" || part === "cur" || part === "tmp" ? join(behind, part) : behind,
      );
      s3.release();
      const { exitCode } = await started.ended;
      expect(stateOf(behind)).toEqual(before);
      // The importer does not use cur/, which belongs to the reader.
      expect(exitCode).toBe(part === "cur" ? 0 : 75);
      expect(s3.deleted).toEqual(part === "cur" ? ["ann/held"] : []);

      undo();
      expect(await start(s3).ended).toMatchObject({ exitCode: 0, stderr: "" });
      expect(host.delivered("ann")).toHaveLength(1);
      expect(s3.deleted).toEqual(["ann/held"]);
      expect(stateOf(behind)).toEqual(before);
    } finally {
      await s3.stop();
    }
  });
});

test("a link exchanged during delivery writes nothing into root's directory", async () => {
  host = await CommandHost.create([ann]);
  const behind = rootsDirectory();
  const before = stateOf(behind);
  for (let n = 0; n < 300; n++) await host.put(`ann/${n}`);
  for (let runs = 0; runs < 6; runs++) {
    const started = host.start();
    let isOver = false;
    void started.ended.then(() => (isOver = true));
    while (!isOver) {
      // A directory most of the time, because the importer refuses a link at its start.
      await new Promise((resolve) => setTimeout(resolve, 1));
      for (let swaps = 0; swaps < 20; swaps++) replace("new", join(behind, "new"))();
    }
    expect([0, 75]).toContain((await started.ended).exitCode);
  }
  expect(stateOf(behind)).toEqual(before);
  expect(await host.import()).toMatchObject({ exitCode: 0 });
  const messages = host.messages("ann");
  expect([messages.length, new Set(messages).size]).toEqual([300, 300]);
}, 120_000);

test("a link to a Maildir neither gets another user's mail nor redirects own mail", async () => {
  host = await CommandHost.create([ann, bob]);
  await host.put("ann/1");
  await host.put("bob/1");
  const undo = replace(".", host.maildir("bob"));
  chmodSync(host.home("bob"), 0o755);
  const { exitCode, stderr } = await host.import();
  expect(exitCode).toBe(75);
  expect(stderr).toMatch(
    /mailbox ann: another user could put another Maildir .*\/home\/ann to belong to root or uid 20002/,
  );
  expect(host.delivered("bob")).toHaveLength(1);
  undo();
  expect(await host.import()).toMatchObject({ exitCode: 0 });
});

function start(s3: HeldS3) {
  return host.start({ args: ["--store", "s3"], env: s3Environment(s3.endpoint) });
}

/** Replaces `…` by the random name in the stage directory. */
function inFull(part: string): string {
  if (!part.endsWith("…")) return part;
  const [name] = readdirSync(join(host.maildir("ann"), STAGE));
  return join(dirname(part), relative(".", name ?? ""));
}
