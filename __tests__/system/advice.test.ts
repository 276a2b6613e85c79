import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { CommandHost, type HostUser } from "../../fixtures/host/command-host";
import { sesBlock } from "../../fixtures/ses-block";

// Root's shell runs the commands that a message advises, as printed. Then the import must succeed.
const ann: HostUser = { user: "ann", uid: 20001, gid: 20011 };
/** A user and a group of every Linux system. */
const DAEMON = { uid: 1, gid: Number(execFileSync("id", ["-g", "1"]).toString()) };

let host: CommandHost;
afterEach(() => host.remove());

/** The command that a message advises, with its placeholders filled in. */
function advised(text: string, filled: Readonly<Record<string, string>> = {}): string {
  const [command = "false"] = /(?<=[;:] )(?:chmod|chown|install|rm) .*?(?=, or |$)/m.exec(text) ?? [];
  return command.replace(/<(\w+)>/g, (word, name: string) => filled[name] ?? word);
}

function follow(text: string, filled?: Readonly<Record<string, string>>): void {
  execFileSync("sh", ["-ec", advised(text, filled)]);
}

async function expectDelivered(ids: Pick<HostUser, "uid" | "gid">): Promise<void> {
  expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(host.delivered("ann")).toEqual([expect.objectContaining({ uid: ids.uid, gid: ids.gid, mode: 0o600 })]);
  expect(await host.waiting()).toEqual([]);
}

test("chown -R <user>: gives root's Maildir to a user", async () => {
  host = await CommandHost.create([{ user: "ann", uid: 0, gid: 0 }]);
  chmodSync(host.home("ann"), 0o755);
  await host.put("ann/1");
  const { exitCode, stderr } = await host.import();
  expect(exitCode).toBe(75);
  expect(advised(stderr)).toBe(`chown -R <user>: ${host.maildir("ann")}`);
  follow(stderr, { user: "daemon" });
  await expectDelivered(DAEMON);
});

test("chown -R uid:<group> gives a Maildir of root's group to another group", async () => {
  host = await CommandHost.create([{ ...ann, gid: 0 }]);
  await host.put("ann/1");
  const { exitCode, stderr } = await host.import();
  expect(exitCode).toBe(75);
  expect(advised(stderr)).toBe(`chown -R 20001:<group> ${host.maildir("ann")}`);
  follow(stderr, { group: "daemon" });
  await expectDelivered({ uid: ann.uid, gid: DAEMON.gid });
});

test("chown -R uid:gid gives a Maildir to the owner in the settings", async () => {
  host = await CommandHost.create([{ ...ann, owner: "20001:20012" }]);
  await host.put("ann/1");
  const { exitCode, stderr } = await host.import();
  expect(exitCode).toBe(75);
  follow(stderr);
  await expectDelivered({ uid: ann.uid, gid: 20012 });
});

describe("missing directories of a Maildir are made for its owner", () => {
  test.each(["new", "cur", "tmp"])("%s", async (part) => {
    host = await CommandHost.create([ann]);
    await host.put("ann/1");
    const path = join(host.maildir("ann"), part);
    rmSync(path, { recursive: true });
    const { exitCode, stderr } = await host.import();
    expect(exitCode).toBe(75);
    expect(stderr).toContain(`expected a directory ${path}, found nothing; make it: install `);
    follow(stderr);
    expect(lstatSync(path)).toMatchObject({ uid: ann.uid, gid: ann.gid });
    await expectDelivered(ann);
  });

  test("a file at the path of new/ is renamed first", async () => {
    host = await CommandHost.create([ann]);
    await host.put("ann/1");
    const path = join(host.maildir("ann"), "new");
    rmSync(path, { recursive: true });
    writeFileSync(path, "");
    const { exitCode, stderr } = await host.import();
    expect(exitCode).toBe(75);
    expect(stderr).toContain("found something else; rename that, then: install ");
    renameSync(path, `${path}.before`);
    follow(stderr);
    await expectDelivered(ann);
  });

  test.each([
    ["the owner in the settings", { ...ann, owner: "20001:20011" }, ann],
    ["a user that the operator names", { user: "ann", ...DAEMON }, DAEMON],
  ])("the whole Maildir, for %s", async (_, member, ids) => {
    host = await CommandHost.create([member]);
    await host.put("ann/1");
    rmSync(host.maildir("ann"), { recursive: true });
    const { exitCode, stderr } = await host.import();
    expect(exitCode).toBe(75);
    follow(stderr, { user: "daemon" });
    await expectDelivered(ids);
  });
});

describe("an untrusted stage directory is removed, and the next import creates it", () => {
  const stageOf = () => join(host.maildir("ann"), "tmp", "standby-mx.stage");
  test.each<[string, () => void]>([
    ["one that its group can write", () => chmodSync(stageOf(), 0o770)],
    ["one of another user", () => execFileSync("chown", ["-R", "20002", stageOf()])],
    [
      "a file in its place",
      () => {
        rmSync(stageOf(), { recursive: true });
        writeFileSync(stageOf(), "");
      },
    ],
    [
      "a link in its place",
      () => {
        renameSync(stageOf(), join(host.home("ann"), "elsewhere"));
        symlinkSync(join(host.home("ann"), "elsewhere"), stageOf());
      },
    ],
  ])("%s", async (_, spoil) => {
    host = await CommandHost.create([ann]);
    await host.put("ann/1");
    expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
    spoil();
    await host.put("ann/2");
    const { exitCode, stderr } = await host.import();
    expect(exitCode).toBe(75);
    expect(advised(stderr)).toBe(`rm -r ${stageOf()}`);
    expect(stderr).toContain("the next import creates it");
    follow(stderr);
    expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
    expect(host.delivered("ann")).toHaveLength(2);
    expect(await host.waiting()).toEqual([]);
  });
});

test.each<[string, (path: string) => void, (path: string, stderr: string) => void]>([
  [
    "of another user",
    (path) => {
      mkdirSync(path, { mode: 0o755 });
      chownSync(path, 20002, 20002);
    },
    (_, stderr) => follow(stderr),
  ],
  [
    "that is a file",
    (path) => writeFileSync(path, ""),
    (path, stderr) => {
      expect(stderr).toContain("; rename what is there, or name another folder");
      renameSync(path, `${path}-before`);
    },
  ],
])("a folder %s holds a message until the advice is followed", async (_, spoil, help) => {
  host = await CommandHost.create([ann]);
  await host.put("ann/1", `${sesBlock({ spam: "FAIL" })}Subject: 1\r\n\r\nhello\r\n`);
  const path = join(host.maildir("ann"), ".Junk");
  spoil(path);
  const { exitCode, stderr } = await host.import();
  expect(exitCode).toBe(1);
  help(path, stderr);
  expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(readdirSync(join(path, "new"))).toHaveLength(1);
  expect(await host.waiting()).toEqual([]);
});

test("a lock that cannot be opened is removed, and the next import creates it", async () => {
  host = await CommandHost.create([ann]);
  await host.put("ann/1");
  const lock = join(host.state, "lock");
  for (const spoil of [() => mkdirSync(lock), () => symlinkSync("/dev/null", lock)]) {
    rmSync(lock, { recursive: true, force: true });
    spoil();
    const { exitCode, stderr } = await host.import();
    expect(exitCode).toBe(78);
    expect(advised(stderr)).toBe(`rm -r ${lock}`);
    follow(stderr);
  }
  await expectDelivered(ann);
});

test("a command runs only as the owner that the settings name", async () => {
  host = await CommandHost.create([ann]);
  await host.put("ann/1");
  const taken = join(host.home("ann"), "taken");
  host.configureMailbox("ann", { destination: { command: ["/bin/sh", "-c", `cat >'${taken}'`] } });
  const { exitCode, stderr } = await host.import();
  expect(exitCode).toBe(75);
  expect(stderr).toMatch(/\/bin\/sh would run as root for ann; set owner in the mailbox's settings$/m);
  host.configureMailbox("ann", { owner: "20001:20011" });
  expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(lstatSync(taken)).toMatchObject({ uid: ann.uid, gid: ann.gid });
  expect(readFileSync(taken, "utf8")).toContain("Subject: ann/1\n");
  expect(await host.waiting()).toEqual([]);
});

test("the advice for a state directory is quoted for the shell", async () => {
  host = await CommandHost.create([ann]);
  await host.put("ann/1");
  host.moveState(join(host.directory, "it's $(touch ann's) state"));
  mkdirSync(host.state);
  chmodSync(host.state, 0o770);
  const { exitCode, stderr } = await host.import();
  expect(exitCode).toBe(75);
  follow(stderr);
  expect(lstatSync(host.state).mode & 0o777).toBe(0o700);
  await expectDelivered(ann);
});

test("a state directory that its user may not write", async () => {
  const vmail = { uid: 20005, gid: 20005 };
  host = await CommandHost.create([{ user: "ann", ...vmail }], { stateOwner: vmail.uid });
  chmodSync(join(host.directory, "root"), 0o755);
  await host.put("ann/1");
  execFileSync("chown", ["-R", "20005", join(host.storeDirectory)]);
  chmodSync(host.state, 0o500);
  const { exitCode, stderr } = await host.import({ as: vmail });
  expect(exitCode).toBe(75);
  expect(stderr).toMatch(/uid 20005 can read, write and enter the state directory .*, found mode 0500; chmod 700 /);
  follow(stderr);
  expect(await host.import({ as: vmail })).toMatchObject({ exitCode: 0, stderr: "" });
  expect(host.delivered("ann")).toHaveLength(1);
});
