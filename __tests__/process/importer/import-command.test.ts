import { readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { RootedHost } from "../../../fixtures/host/rooted-host";

let host: RootedHost;

beforeEach(async () => {
  host = await RootedHost.create(["ann", "bob"]);
});
afterEach(() => host.remove());

const run = (...args: readonly string[]) => host.run(["import", ...args]);
const put = (key: string) => host.put(key);
/** The file of an object. */
const object = (key: string) => join(host.storeDirectory, "mail", key);

test("under cron an idle import prints nothing, any other import one line", async () => {
  expect(await run()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  await put("ann/1");
  await put("ann/AMAZON_SES_SETUP_NOTIFICATION");
  expect(await run()).toEqual({ exitCode: 0, stdout: "standby-mx import: 1 message delivered\n", stderr: "" });
  expect(await run()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
});

test("--root may be a relative path", async () => {
  await put("ann/1");
  expect(await run("--root", relative(process.cwd(), host.root()))).toMatchObject({ exitCode: 0, stderr: "" });
  expect(host.files("ann")).toHaveLength(1);
});

test("--json is one object, also when a mailbox waits (75)", async () => {
  rmSync(host.home("bob"), { recursive: true });
  await put("ann/1");
  await put("bob/1");
  const { exitCode, stdout } = await run("--json");
  expect(exitCode).toBe(75);
  const report: unknown = JSON.parse(stdout);
  expect(report).toMatchObject({ delivered: 1, deleted: 1, held: [], skipped: [], waiting: 1, exitCode: 75 });
  expect(report).toMatchObject({ problems: [{ kind: "mailbox", name: "bob" }] });
});

test("--json has the fields that docs/delivery.md lists, and no others", async () => {
  await put("ann/1");
  const { stdout } = await run("--json", "--dry-run");
  const documented = readFileSync(resolve(__dirname, "../../../docs/delivery.md"), "utf8").split("## Output")[1]!;
  const fields = [...documented.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, names = ""]) => names.match(/\w+/g) ?? []);
  expect(Object.keys(JSON.parse(stdout) as object).sort()).toEqual(fields.sort());
});

test("--verbose joins each object with its file", async () => {
  await put("ann/1");
  const { stderr } = await run("--verbose");
  const [name] = host.files("ann");
  expect(stderr).toBe(`mail/ann/1 -> ${join(host.maildir("ann"), "new", name!)}\n`);
});

test("a key with line ends and escape sequences is printed in one line", async () => {
  await put("ann/a\nstandby-mx import: forged\u001b[2J\u202e");
  await put("ann/long\n");
  truncateSync(object("ann/long\n"), 50_000_000);
  const { stderr } = await run("--verbose");
  const [delivered, held, ...more] = stderr.trimEnd().split("\n");
  expect(delivered).toContain("mail/ann/a\\u{a}standby-mx import: forged\\u{1b}[2J\\u{202e} -> ");
  expect(held).toContain("held for ann: mail/ann/long\\u{a}: expected at most ");
  expect(more).toEqual([]);
});

test("--dry-run prints what an import would do", async () => {
  await put("ann/1");
  expect(await run("--dry-run")).toEqual({
    exitCode: 0,
    stdout: "standby-mx import: 1 message would be delivered\n  ann  1 message\n",
    stderr: "",
  });
  expect(readdirSync(host.root())).toEqual(["home"]);
});

describe("mail under no mailbox's prefix", () => {
  const reported = [
    "standby-mx import: under no mailbox's prefix: mail/robert/: 2 messages, 56 bytes, the oldest of 2026-11-01T10:00:00Z",
    "standby-mx import: to deliver these: standby-mx import --deliver-prefix robert=USER (if AWS denies access: write " +
      "formerPrefixes: [robert] into the mailbox's settings and deploy); to stop this report: set importer.ignorePrefixes: [robert]",
  ];
  const old = new Date("2026-11-01T10:00:00Z");

  beforeEach(async () => {
    for (const key of ["robert/1", "robert/2", "robert/AMAZON_SES_SETUP_NOTIFICATION"]) await put(key);
    utimesSync(object("robert/2"), old, old);
  });

  test.each([["--verbose"], ["--dry-run"]])("is reported by prefix, and stays, with %s", async (flag) => {
    const { exitCode, stdout, stderr } = await run(flag);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^standby-mx import: 0 messages .*delivered, 2 under no mailbox's prefix\n$/);
    expect(stderr.trimEnd().split("\n")).toEqual(reported);
    expect(readdirSync(object("robert"))).toHaveLength(3);
  });

  test("is in the JSON by prefix", async () => {
    const { stdout } = await run("--json");
    const prefix = { bucket: "mail", prefix: "robert", count: 2, bytes: 56, oldest: old.toISOString() };
    expect(JSON.parse(stdout)).toMatchObject({ unclaimed: 2, unclaimedPrefixes: [prefix], exitCode: 1 });
  });

  test("is delivered as the report advises, once", async () => {
    const advised = /--deliver-prefix \S+/
      .exec((await run()).stderr)![0]
      .replace("USER", "bob")
      .split(" ");
    expect(await run(...advised)).toEqual({
      exitCode: 0,
      stdout: "standby-mx import: 2 messages delivered\n",
      stderr: "",
    });
    expect(host.files("bob")).toHaveLength(2);
    expect(await run(...advised)).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  test("goes to the mailbox whose former prefix it is, also with --mailbox", async () => {
    const bob = { user: "bob", addresses: ["bob"], formerPrefixes: ["robert"] };
    host.configure({ mailboxes: [{ user: "ann", addresses: ["ann"] }, bob] });
    await put("ann/1");
    expect(await run("--mailbox", "bob")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(host.files("bob")).toHaveLength(2);
    expect(host.files("ann")).toHaveLength(0);
  });

  test("without any prefix is delivered only with an option that names the mailbox", async () => {
    await put("loose");
    await put("ann/1");
    expect(await run("--mailbox", "bob", "--deliver-prefix", "=bob")).toMatchObject({ exitCode: 1 });
    expect(host.files("bob")).toHaveLength(1);
    expect(host.files("ann")).toHaveLength(0);
  });

  test("is not reported below an ignored prefix", async () => {
    host.configure({ importer: { ignorePrefixes: ["robert"] } });
    expect(await run()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  test("under many prefixes is counted, and some prefixes are listed", async () => {
    for (let i = 0; i < 150; i++) await put(`unclaimed${i}/1`);
    const { stdout } = await run("--json");
    const report = JSON.parse(stdout) as { unclaimed: number; unclaimedPrefixes: unknown[] };
    expect([report.unclaimed, report.unclaimedPrefixes.length]).toEqual([152, 100]);
    expect((await run()).stderr).toMatch(/and 141 messages more below other prefixes\n/);
  });

  test.each([
    ["robert", /expected prefix=user, found "robert"/],
    ["robert=carol", /expected a user of the settings \(ann, bob\), found carol/],
    ["ann=bob", /expected a prefix that no mailbox has, found ann, which is ann's/],
  ])("--deliver-prefix %s is refused", async (value, message) => {
    expect(await run("--deliver-prefix", value)).toMatchObject({
      exitCode: 64,
      stderr: expect.stringMatching(message) as string,
    });
  });
});

test("a message that is too large is held by name", async () => {
  await put("ann/huge");
  truncateSync(object("ann/huge"), 50_000_000);
  const { exitCode, stdout, stderr } = await run();
  expect([exitCode, stdout]).toEqual([1, "standby-mx import: 0 messages delivered, 1 held\n"]);
  expect(stderr).toMatch(
    /^standby-mx import: held for ann: mail\/ann\/huge: .* found 50000000: .* move it out of this/,
  );
});

test("a missing bucket, wrong settings and wrong usage have different exit codes", async () => {
  rmSync(host.storeDirectory, { recursive: true });
  expect(await run()).toMatchObject({
    exitCode: 78,
    stderr: expect.stringMatching(/bucket mail: cannot list .*settings/) as string,
  });
  expect(await run("--mailbox", "carol")).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining("ann, bob") as string,
  });
  expect(await run("--store", "ftp:x")).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining("dir:<path>") as string,
  });
  writeFileSync(host.settingsFile, "regions: [nowhere]\n");
  expect((await run()).exitCode).toBe(78);
});

test("missing credentials or an unreachable S3 are never reported as no mail", async () => {
  const without = await host.run(["import"], { store: "s3" });
  expect(without).toMatchObject({
    exitCode: 75,
    stdout: "",
    stderr: expect.stringMatching(/bucket mail: .*credentials/) as string,
  });
  expect(without.stderr.trim().split("\n")).toHaveLength(1);
});

test("a second importer reports the first and ends with 75", async () => {
  for (let i = 0; i < 200; i++) await put(`ann/${i}`);
  const both = await Promise.all([run(), run(), run()]);
  expect(host.files("ann")).toHaveLength(200);
  const busy = both.filter(({ exitCode }) => exitCode === 75);
  for (const { stderr } of busy) expect(stderr).toMatch(/^standby-mx import: lock .*: another import is at work\n$/);
  expect(both.filter(({ exitCode }) => exitCode === 0).length).toBe(3 - busy.length);
});

test("without flock(1) nothing is delivered, and the error names the package (78)", async () => {
  await put("ann/1");
  const env = { PATH: join(host.directory, "nowhere") };
  expect(await host.run(["import"], { env })).toEqual({
    exitCode: 78,
    stdout: "",
    stderr: expect.stringMatching(
      /^standby-mx import: \S+ \S+: expected the command flock \(package util-linux\) in PATH to lock \S+\/lock with, found none; install it\. Without the lock a second import could deliver the same mail\n$/,
    ) as string,
  });
  expect(host.files("ann")).toEqual([]);
  expect((await run()).stdout).toBe("standby-mx import: 1 message delivered\n");
});

test("a missing root directory is refused and not created", async () => {
  const missing = join(host.directory, "roott");
  const { exitCode, stderr } = await run("--root", missing);
  expect(stderr).toContain(
    `error: expected an existing directory after --root, found none at ${missing}; create it first\n`,
  );
  expect(exitCode).toBe(64);
  expect(readdirSync(host.directory)).not.toContain("roott");
});
