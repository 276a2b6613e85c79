import {
  appendFileSync,
  chmodSync,
  constants,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { systemError } from "../../../fixtures/system-error";
import { InProcessHost } from "../../../fixtures/host/in-process-host";
import { machineWith } from "../../../fixtures/host/machine-with";

const BTRFS = 0x9123683e;

let host: InProcessHost;
beforeEach(async () => {
  host = await InProcessHost.create("ann");
  await host.import();
  await host.put("ann/1");
});
afterEach(() => host.remove());

const maildir = (...path: readonly string[]) => join(host.maildir("ann"), ...path);
const delivered = () => maildir("new", host.files("ann")[0]!);
const ioError = (code: string) => systemError(code, "fsync");
const rebooted = { bootId: () => Promise.resolve("another start") };

/** Publishes the message, but ends before DONE is in the journal. */
async function endAfterPublication(fileSystemType?: number): Promise<void> {
  const real = machineWith({}).disk;
  const disk = {
    append: async (path: string) => {
      const file = await real.append(path);
      const write = (bytes: Uint8Array) =>
        Buffer.from(bytes).includes('"done"') ? Promise.reject(ioError("ENOSPC")) : file.write(bytes);
      return { ...file, write };
    },
    ...(fileSystemType !== undefined && { fileSystemType: () => Promise.resolve(fileSystemType) }),
  };
  const report = await host.import({ machine: machineWith({}, disk) });
  expect(report).toMatchObject({ problems: [{ kind: "state" }], deleted: 0 });
  expect(host.files("ann")).toHaveLength(1);
}

/** Publishes the message, but cannot sync the directory. */
async function failToSync(): Promise<void> {
  const real = machineWith({}).disk;
  const syncDirectory = (path: string) =>
    path.endsWith("/new") ? Promise.reject(ioError("EIO")) : real.syncDirectory(path);
  const report = await host.import({ machine: machineWith({}, { syncDirectory }) });
  expect(report).toMatchObject({ delivered: 0, deleted: 0, waiting: 1, outcome: "try-later" });
}

test("a published message stays published, and its object is deleted", async () => {
  await endAfterPublication();
  rmSync(delivered());
  expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
  expect(host.files("ann")).toEqual([]);
});

test("a begun delivery whose Maildir is gone waits as one message", async () => {
  await endAfterPublication();
  renameSync(maildir(), `${maildir()}.away`);
  expect(await host.import()).toMatchObject({ problems: [{ kind: "mailbox" }], waiting: 1, outcome: "try-later" });
});

describe("on a file system whose renames may not survive a power cut", () => {
  const onBtrfs = (changes = {}) => machineWith(changes, { fileSystemType: () => Promise.resolve(BTRFS) });
  beforeEach(() => endAfterPublication(BTRFS));

  test("a message that is found in any folder was delivered", async () => {
    mkdirSync(maildir(".Archive", "cur"), { recursive: true });
    renameSync(delivered(), maildir(".Archive", "cur", `${host.files("ann")[0]}:2,S`));
    expect(await host.import({ machine: onBtrfs(rebooted) })).toMatchObject({ deleted: 1, outcome: "done" });
    expect(host.files("ann")).toEqual([]);
    expect(host.files("ann", ".Archive/cur")).toHaveLength(1);
  });

  test("a message that is not found after a reboot is delivered again", async () => {
    rmSync(delivered());
    expect(await host.import({ machine: onBtrfs(rebooted) })).toMatchObject({
      delivered: 1,
      deleted: 1,
      outcome: "done",
    });
    expect(host.files("ann")).toHaveLength(1);
  });

  test("without a reboot there was no power cut, and nothing is searched", async () => {
    rmSync(delivered());
    expect(await host.import({ machine: onBtrfs() })).toMatchObject({ deleted: 1, outcome: "done" });
    expect(host.files("ann")).toEqual([]);
  });
});

describe("after the loss of a stage directory with its files", () => {
  beforeEach(async () => {
    await endAfterPublication();
    rmSync(maildir("tmp", "standby-mx.stage"), { recursive: true });
  });

  test("a message that is in the Maildir was delivered", async () => {
    renameSync(delivered(), maildir("cur", `${host.files("ann")[0]}:2,FS`));
    expect(await host.import()).toMatchObject({ deleted: 1, outcome: "done" });
    expect([...host.files("ann"), ...host.files("ann", "cur")]).toHaveLength(1);
  });

  test("a missing stage file proves nothing: the message is delivered from the store", async () => {
    rmSync(delivered());
    expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
    expect(host.files("ann")).toHaveLength(1);
  });
});

describe("after new/ could not be synced", () => {
  beforeEach(() => failToSync());

  test("a message that can be read whole was delivered", async () => {
    expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
    expect(host.files("ann")).toHaveLength(1);
  });

  test("a message that is incomplete in the Maildir is delivered again", async () => {
    truncateSync(delivered(), 3);
    expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
    expect(host.messages("ann")).toContain("Subject: ann/1\n\nhello\n");
  });
});

test("an endless file with a message's name is not the message", async () => {
  await failToSync();
  const real = machineWith({}).disk;
  let pieces = 0;
  const endless = async function* () {
    for (;;) {
      pieces++;
      yield await Promise.resolve(Buffer.alloc(4096));
    }
  };
  const read = (path: string) => (path.startsWith(maildir("new")) ? endless() : real.read(path));
  expect(await host.import({ machine: machineWith({}, { read }) })).toMatchObject({ delivered: 1, outcome: "done" });
  expect(pieces).toBe(1);
});

describe("an incomplete delivery", () => {
  test("to a mailbox that was removed from the settings is completed there", async () => {
    await endAfterPublication();
    host.mailboxes = [];
    host.addMailbox("bob");
    // The object does not wait: the message is delivered.
    expect(await host.import()).toMatchObject({ deleted: 1, unclaimedMail: { count: 0 }, outcome: "done" });
    expect(host.files("ann")).toHaveLength(1);
    host.addMailbox("ann");
    expect(await host.import()).toMatchObject({ delivered: 0, deleted: 0, outcome: "done" });
  });

  test("follows a Maildir that was moved, with its stage directory", async () => {
    await endAfterPublication();
    const moved = join(host.directory, "moved");
    renameSync(host.maildir("ann"), moved);
    host.mailboxes = host.mailboxes.map((mailbox) => ({ ...mailbox, maildir: moved }));
    expect(await host.import()).toMatchObject({ deleted: 1, outcome: "done" });
  });

  test("waits while the Maildir is missing, and does not count as done", async () => {
    await endAfterPublication();
    const away = join(host.directory, "away");
    renameSync(host.maildir("ann"), away);
    expect(await host.import()).toMatchObject({
      deleted: 0,
      outcome: "try-later",
      problems: [{ kind: "mailbox", name: "ann" }],
    });
    renameSync(away, host.maildir("ann"));
    expect(await host.import()).toMatchObject({ deleted: 1, outcome: "done" });
    expect(host.files("ann")).toHaveLength(1);
  });
});

/** Files in all of the stage directories. */
const staged = () =>
  host
    .files("ann", "tmp/standby-mx.stage")
    .flatMap((generation) => host.files("ann", `tmp/standby-mx.stage/${generation}`))
    .filter((name) => !name.startsWith("at-"));

test("files that a run staged without an INTENT are removed by the next run", async () => {
  await host.import({ machine: machineWith({}, { append: () => Promise.reject(ioError("ENOSPC")) }) });
  expect(staged()).toHaveLength(1);
  expect(await host.import()).toMatchObject({ delivered: 1, outcome: "done" });
  expect(staged()).toEqual([]);
});

test("after a torn INTENT the next record begins on a new line", async () => {
  appendFileSync(join(host.state, "journal"), '0123abcd {"type":"inte');
  await endAfterPublication();
  expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done", problems: [] });
});

describe("after a lost state directory", () => {
  beforeEach(async () => {
    await endBeforePublication();
    rmSync(host.state, { recursive: true });
  });

  test("the mailbox is suspended, and nothing is touched", async () => {
    const before = staged();
    const report = await host.import();
    expect(report).toMatchObject({ delivered: 0, waiting: 1, outcome: "try-later" });
    expect(report.problems).toMatchObject([{ kind: "mailbox", name: "ann" }]);
    expect(report.problems[0]!.reason).toMatch(/journal [0-9a-f]{16}, found journal [0-9a-f]{16}: .*import --adopt/);
    expect(staged()).toEqual(before);
  });

  test("--adopt takes the mailbox over, also twice; later runs do not need it", async () => {
    expect(await host.import({ adopt: true })).toMatchObject({ delivered: 1, outcome: "done", problems: [] });
    expect(await host.import({ adopt: true })).toMatchObject({ delivered: 0, outcome: "done", problems: [] });
    await host.put("ann/2");
    expect(await host.import()).toMatchObject({ delivered: 1, outcome: "done", problems: [] });
    expect(host.files("ann")).toHaveLength(2);
  });
});

describe("with a damaged journal", () => {
  const damage = () => {
    const path = join(host.state, "journal");
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path, bytes);
  };

  test("nothing is delivered; --adopt delivers staged messages once", async () => {
    await endBeforePublication();
    damage();
    const report = await host.import();
    expect(report).toMatchObject({ delivered: 0, deleted: 0, outcome: "try-later", problems: [{ kind: "state" }] });
    expect(report.problems[0]!.reason).toMatch(/expected a sound journal, found line \d .*import --adopt/);
    expect(await host.import({ adopt: true })).toMatchObject({ delivered: 1, outcome: "done", problems: [] });
    expect(await host.import()).toMatchObject({ delivered: 0, outcome: "done", problems: [] });
    expect(host.files("ann")).toHaveLength(1);
  });

  test("--adopt delivers again the messages still in the bucket, as it reports", async () => {
    await endAfterPublication();
    damage();
    expect((await host.import()).problems[0]!.reason).toMatch(/still in the bucket may then be delivered again/);
    expect(await host.import({ adopt: true })).toMatchObject({ outcome: "done", problems: [] });
    expect(host.files("ann")).toHaveLength(2);
  });
});

describe("two importers with two state directories and one Maildir", () => {
  const other = () => ({
    ...host.settings,
    importer: { ...host.settings.importer, stateDirectory: join(host.directory, "other") },
  });

  test("the second one is suspended, and the first one continues", async () => {
    await endBeforePublication();
    expect(await host.import({ settings: other() })).toMatchObject({ delivered: 0, outcome: "try-later" });
    expect(staged()).toHaveLength(1);
    expect(await host.import()).toMatchObject({ delivered: 1, outcome: "done" });
    expect(host.files("ann")).toHaveLength(1);
  });

  test("after --adopt the first one is suspended, also with begun deliveries", async () => {
    await endBeforePublication();
    expect(await host.import({ settings: other(), adopt: true })).toMatchObject({ delivered: 1, outcome: "done" });
    expect(await host.import()).toMatchObject({ delivered: 0, outcome: "try-later" });
    expect(host.files("ann")).toHaveLength(1);
  });

  test("of two that begin at once in a new Maildir, one delivers", async () => {
    rmSync(maildir("tmp", "standby-mx.stage"), { recursive: true, force: true });
    for (let n = 2; n < 40; n++) await host.put(`ann/${n}`);
    const reports = await Promise.all([host.import(), host.import({ settings: other() })]);
    expect(reports.map(({ outcome }) => outcome).sort()).toEqual(["done", "try-later"]);
    expect(host.files("ann")).toHaveLength(39);
  });
});

test("a copy of the state directory is refused, and --adopt accepts it", async () => {
  const copy = join(host.directory, "copy");
  cpSync(host.state, copy, { recursive: true, mode: constants.COPYFILE_EXCL });
  chmodSync(copy, 0o700);
  const settings = { ...host.settings, importer: { ...host.settings.importer, stateDirectory: copy } };
  const report = await host.import({ settings });
  expect(report).toMatchObject({ delivered: 0, outcome: "try-later", problems: [{ kind: "state" }] });
  expect(report.problems[0]!.reason).toMatch(/found a copy of it or another machine/);
  expect(await host.import({ settings, adopt: true })).toMatchObject({ delivered: 1, outcome: "done" });
  expect(await host.import()).toMatchObject({ outcome: "done", delivered: 0 });
  await host.put("ann/2");
  expect(await host.import()).toMatchObject({ outcome: "try-later", delivered: 0 });
});

test.each([
  ["another machine, after another start", { machineId: "2", bootId: "2" }, "try-later"],
  ["a container of the same machine", { machineId: "2", bootId: "1" }, "done"],
  ["the same machine, after another start", { machineId: "1", bootId: "2" }, "done"],
  ["a machine that does not know its id", { machineId: "", bootId: "2" }, "done"],
])("the same state directory on %s", async (_, ids, outcome) => {
  const on = ({ machineId, bootId }: typeof ids) =>
    machineWith({ machineId: () => Promise.resolve(machineId), bootId: () => Promise.resolve(bootId) });
  rmSync(host.state, { recursive: true });
  rmSync(maildir("tmp", "standby-mx.stage"), { recursive: true, force: true });
  await host.import({ machine: on({ machineId: "1", bootId: "1" }) });
  await host.put("ann/2");
  expect(await host.import({ machine: on(ids) })).toMatchObject({ outcome });
});

/** Ends between the intent and the rename. */
async function endBeforePublication(): Promise<void> {
  const real = machineWith({}).disk;
  const rename = (from: string, to: string) =>
    /\.stage\/.*\.M\d/.test(from) ? Promise.reject(ioError("EACCES")) : real.rename(from, to);
  expect(await host.import({ machine: machineWith({}, { rename }) })).toMatchObject({ delivered: 0, waiting: 1 });
}

test("a message that could not be renamed is renamed later from its stage file", async () => {
  await endBeforePublication();
  rmSync(join(host.directory, "store/mail/ann/1"));
  expect(await host.import()).toMatchObject({ delivered: 1, outcome: "done" });
  expect(host.messages("ann")).toEqual(["Subject: ann/1\n\nhello\n"]);
});

test("a lost message whose rename failed without an error is delivered again", async () => {
  const { disk } = machineWith({});
  const isMessage = (path: string) => /\.stage\/.*\.M\d/.test(path);
  let isBroken = false;
  const rename = async (from: string, to: string) => {
    if (!isMessage(from)) return disk.rename(from, to);
    isBroken = true;
    await disk.remove(from);
    throw ioError("EIO");
  };
  const inspect: typeof disk.inspect = (path) =>
    isBroken && isMessage(path) ? Promise.reject(ioError("EIO")) : disk.inspect(path);
  expect(await host.import({ machine: machineWith({}, { rename, inspect }) })).toMatchObject({
    delivered: 0,
    waiting: 1,
  });
  expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
  expect(host.messages("ann")).toEqual(["Subject: ann/1\n\nhello\n"]);
});
