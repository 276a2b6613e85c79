import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { systemError } from "../../../../fixtures/system-error";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";
import { machineWith } from "../../../../fixtures/host/machine-with";

let host: InProcessHost;
beforeEach(async () => {
  host = await InProcessHost.create("ann", "bob");
  await host.put("ann/1");
  await host.put("ann/2");
  await host.put("bob/1");
});
afterEach(() => host.remove());

/** Expects that Ann's mailbox waits for this reason while Bob gets his mail, and that Ann gets hers after the repair. */
async function annWaits(
  reason: RegExp,
  options: Parameters<InProcessHost["import"]>[0],
  cure: () => void,
): Promise<void> {
  const report = await host.import(options);
  expect(report).toMatchObject({ delivered: 1, waiting: 2, outcome: "try-later" });
  expect(report.problems).toEqual([{ kind: "mailbox", name: "ann", reason: expect.stringMatching(reason) as string }]);
  expect(host.files("bob")).toHaveLength(1);
  expect(await host.waiting()).toEqual(["ann/1", "ann/2"]);
  cure();
  expect(await host.import()).toMatchObject({ delivered: 2, waiting: 0, outcome: "done" });
  expect(host.files("ann")).toHaveLength(2);
}

const nothing = () => undefined;

test("a missing Maildir", async () => {
  const away = join(host.directory, "away");
  renameSync(host.maildir("ann"), away);
  await annWaits(/expected a Maildir at .*ann\/Maildir, found nothing; make it/, {}, () =>
    renameSync(away, host.maildir("ann")),
  );
});

test("a directory that is not a Maildir", async () => {
  rmSync(join(host.maildir("ann"), "cur"), { recursive: true });
  await annWaits(/expected a directory .*\/cur, found nothing/, {}, () => mkdirSync(join(host.maildir("ann"), "cur")));
});

test("a symbolic link instead of new/", async () => {
  const path = join(host.maildir("ann"), "new");
  rmSync(path, { recursive: true });
  mkdirSync(join(host.directory, "elsewhere"));
  symlinkSync(join(host.directory, "elsewhere"), path);
  await annWaits(/expected a directory .*\/new, found something else/, {}, () => {
    rmSync(path);
    mkdirSync(path);
  });
});

test("a symbolic link instead of the stage directory", async () => {
  mkdirSync(join(host.directory, "elsewhere"));
  const path = join(host.maildir("ann"), "tmp", "standby-mx.stage");
  symlinkSync(join(host.directory, "elsewhere"), path);
  await annWaits(/standby-mx.stage to be a directory .*remove it/, {}, () => rmSync(path));
});

test("a stage directory that others can write", async () => {
  const path = join(host.maildir("ann"), "tmp", "standby-mx.stage");
  mkdirSync(path);
  chmodSync(path, 0o777);
  await annWaits(/no other user can write/, {}, () => chmodSync(path, 0o700));
});

test("another owner than in the settings", async () => {
  const real = machineWith({});
  const ids = { uid: 54321, gid: 54321 };
  const machine = machineWith({
    resolveOwner: (user, group) => (user === "ann" ? Promise.resolve(ids) : real.resolveOwner(user, group)),
  });
  const [ann, bob] = host.mailboxes;
  const settings = {
    ...host.settings,
    mailboxes: [{ ...ann!, owner: { user: "ann", group: undefined } }, bob!] as const,
  };
  await annWaits(/to belong to ann \(uid 54321, gid 54321\), found uid \d+/, { machine, settings }, nothing);
});

test("an owner unknown to this machine", async () => {
  const [ann, bob] = host.mailboxes;
  const named = { ...ann!, owner: { user: "no-such-user-here", group: undefined } };
  await annWaits(
    /does not know the user no-such-user-here/,
    { settings: { ...host.settings, mailboxes: [named, bob!] } },
    nothing,
  );
});

test("a Maildir of another user, without root's rights", async () => {
  const real = machineWith({}).disk;
  const machine = machineWith(
    { uid: 4242 },
    {
      inspect: async (path) => {
        const entry = await real.inspect(path);
        return entry && { ...entry, uid: path.startsWith(host.maildir("ann")) ? 1 : 4242 };
      },
    },
  );
  const [ann, bob] = host.mailboxes.map((mailbox) => ({ ...mailbox, owner: undefined }));
  await annWaits(
    /belongs to uid 1, but this process runs as uid 4242; run the import as uid 1 or as root/,
    { machine, settings: { ...host.settings, mailboxes: [ann!, bob!] } },
    nothing,
  );
});

test.each([
  ["a stage directory on another file system", "device", /on two file systems/],
  ["two mounts of one file system", "mount", /on two mounts/],
  ["a network file system", "network", /network or FUSE/],
] as const)("%s", async (_, kind, reason) => {
  const real = machineWith({}).disk;
  const isAnn = (path: string) => path.startsWith(host.maildir("ann"));
  const machine = machineWith(
    {},
    {
      inspect: async (path) => {
        const entry = await real.inspect(path);
        return entry && kind === "device" && isAnn(path) && path.endsWith("/new") ? { ...entry, device: -1 } : entry;
      },
      rename: (from, to) =>
        kind === "mount" && isAnn(from) && from.endsWith("/trial")
          ? Promise.reject(systemError("EXDEV", "rename"))
          : real.rename(from, to),
      fileSystemType: (path) =>
        kind === "network" && isAnn(path) ? Promise.resolve(0x6969) : real.fileSystemType(path),
    },
  );
  await annWaits(reason, { machine }, nothing);
});

test("a full quota: messages that fit are delivered, the rest waits", async () => {
  const real = machineWith({}).disk;
  let files = 0;
  const full = () => Promise.reject(systemError("EDQUOT", "open"));
  const machine = machineWith(
    {},
    {
      create: (path) => (path.includes("/ann/") && !path.includes("/at-") && ++files > 1 ? full() : real.create(path)),
    },
  );
  const report = await host.import({ machine });
  expect(report).toMatchObject({ delivered: 2, waiting: 1, outcome: "try-later" });
  expect(await host.import()).toMatchObject({ delivered: 1, outcome: "done" });
  expect([host.files("ann").length, host.files("bob").length]).toEqual([2, 1]);
});

test("the Maildir itself may be a symbolic link", async () => {
  renameSync(host.maildir("ann"), join(host.directory, "real"));
  symlinkSync(join(host.directory, "real"), host.maildir("ann"));
  expect(await host.import()).toMatchObject({ delivered: 3, outcome: "done" });
});
