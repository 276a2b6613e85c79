import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { systemError } from "../../../fixtures/system-error";
import { machineWith, OwnerMachine } from "./owner-machine";

const BTRFS = 0x9123683e;

let owner: OwnerMachine;
beforeEach(async () => {
  owner = await OwnerMachine.create("ann");
  await owner.import();
  await owner.store("ann/1");
});
afterEach(() => owner.remove());

const maildir = (...path: readonly string[]) => join(owner.maildir("ann"), ...path);
const delivered = () => maildir("new", owner.files("ann")[0]!);
const ioError = (code: string) => systemError(code, "fsync");
const rebooted = { bootId: () => Promise.resolve("another start") };

/** Publishes the message, but ends before the journal says that it is done. */
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
  const report = await owner.import({ machine: machineWith({}, disk) });
  expect(report).toMatchObject({ problems: [{ kind: "state" }], deleted: 0 });
  expect(owner.files("ann")).toHaveLength(1);
}

/** Publishes the message, but cannot make that durable. */
async function failToSync(): Promise<void> {
  const real = machineWith({}).disk;
  const syncDirectory = (path: string) =>
    path.endsWith("/new") ? Promise.reject(ioError("EIO")) : real.syncDirectory(path);
  const report = await owner.import({ machine: machineWith({}, { syncDirectory }) });
  expect(report).toMatchObject({ delivered: 0, deleted: 0, waiting: 1, outcome: "try-later" });
}

test("a published message stays published, whatever its reader does, and the object goes", async () => {
  await endAfterPublication();
  rmSync(delivered());
  expect(await owner.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
  expect(owner.files("ann")).toEqual([]);
});

describe("on a file system whose renames may not survive a power cut", () => {
  const onBtrfs = (changes = {}) => machineWith(changes, { fileSystemType: () => Promise.resolve(BTRFS) });
  beforeEach(() => endAfterPublication(BTRFS));

  test("a message that is found, wherever its reader has put it, was delivered", async () => {
    mkdirSync(maildir(".Archive", "cur"), { recursive: true });
    renameSync(delivered(), maildir(".Archive", "cur", `${owner.files("ann")[0]}:2,S`));
    expect(await owner.import({ machine: onBtrfs(rebooted) })).toMatchObject({ deleted: 1, outcome: "done" });
    expect(owner.files("ann")).toEqual([]);
    expect(owner.files("ann", ".Archive/cur")).toHaveLength(1);
  });

  test("one that is not found after a new start is delivered again, rather than lost", async () => {
    rmSync(delivered());
    expect(await owner.import({ machine: onBtrfs(rebooted) })).toMatchObject({
      delivered: 1,
      deleted: 1,
      outcome: "done",
    });
    expect(owner.files("ann")).toHaveLength(1);
  });

  test("without a new start there was no power cut, and nothing is looked for", async () => {
    rmSync(delivered());
    expect(await owner.import({ machine: onBtrfs() })).toMatchObject({ deleted: 1, outcome: "done" });
    expect(owner.files("ann")).toEqual([]);
  });
});

describe("after a stage directory was lost with what was in it", () => {
  beforeEach(async () => {
    await endAfterPublication();
    rmSync(maildir("tmp", "standby-mx.stage"), { recursive: true });
  });

  test("a message that is there was delivered", async () => {
    renameSync(delivered(), maildir("cur", `${owner.files("ann")[0]}:2,FS`));
    expect(await owner.import()).toMatchObject({ deleted: 1, outcome: "done" });
    expect([...owner.files("ann"), ...owner.files("ann", "cur")]).toHaveLength(1);
  });

  test("one that is not there is delivered from the store, because a missing stage file proves nothing", async () => {
    rmSync(delivered());
    expect(await owner.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
    expect(owner.files("ann")).toHaveLength(1);
  });
});

describe("after new/ could not be synced", () => {
  beforeEach(() => failToSync());

  test("a message that can be read whole was delivered", async () => {
    expect(await owner.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
    expect(owner.files("ann")).toHaveLength(1);
  });

  test("one that is there in part is delivered anew", async () => {
    truncateSync(delivered(), 3);
    expect(await owner.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
    expect(owner.messages("ann")).toContain("Subject: ann/1\n\nhello\n");
  });
});

test("a file of a message's name that its owner has made endless is not the message, and is not read to its end", async () => {
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
  expect(await owner.import({ machine: machineWith({}, { read }) })).toMatchObject({ delivered: 1, outcome: "done" });
  expect(pieces).toBe(1);
});

describe("a half-done delivery", () => {
  test("to a mailbox that has left the settings is ended where it was", async () => {
    await endAfterPublication();
    owner.mailboxes = [];
    owner.addMailbox("bob");
    // Its object is no mail that waits: it is delivered.
    expect(await owner.import()).toMatchObject({ deleted: 1, unclaimedMail: { count: 0 }, outcome: "done" });
    expect(owner.files("ann")).toHaveLength(1);
    owner.addMailbox("ann");
    expect(await owner.import()).toMatchObject({ delivered: 0, deleted: 0, outcome: "done" });
  });

  test("follows a Maildir that was moved, with its stage directory", async () => {
    await endAfterPublication();
    const moved = join(owner.place, "moved");
    renameSync(owner.maildir("ann"), moved);
    owner.mailboxes = owner.mailboxes.map((mailbox) => ({ ...mailbox, maildir: moved }));
    expect(await owner.import()).toMatchObject({ deleted: 1, outcome: "done" });
  });

  test("waits while the Maildir is not there, and is not taken for done", async () => {
    await endAfterPublication();
    const away = join(owner.place, "away");
    renameSync(owner.maildir("ann"), away);
    expect(await owner.import()).toMatchObject({
      deleted: 0,
      outcome: "try-later",
      problems: [{ kind: "mailbox", name: "ann" }],
    });
    renameSync(away, owner.maildir("ann"));
    expect(await owner.import()).toMatchObject({ deleted: 1, outcome: "done" });
    expect(owner.files("ann")).toHaveLength(1);
  });
});

/** Files in all of the stage directories. */
const staged = () =>
  owner
    .files("ann", "tmp/standby-mx.stage")
    .flatMap((generation) => owner.files("ann", `tmp/standby-mx.stage/${generation}`));

test("what was staged before a run ended without its intent is removed by the next", async () => {
  await owner.import({ machine: machineWith({}, { append: () => Promise.reject(ioError("ENOSPC")) }) });
  expect(staged()).toHaveLength(1);
  expect(await owner.import()).toMatchObject({ delivered: 1, outcome: "done" });
  expect(staged()).toEqual([]);
});

test("the very first intent was torn by a crash: what is written then does not mix with it", async () => {
  appendFileSync(join(owner.state, "journal"), '0123abcd {"type":"inte');
  await endAfterPublication();
  expect(await owner.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done", problems: [] });
});

test("a lost state directory: what was staged by the old journal is not touched, and the message comes", async () => {
  const append = () => Promise.reject(ioError("ENOSPC"));
  await owner.import({ machine: machineWith({}, { append }) });
  const [generation] = owner.files("ann", "tmp/standby-mx.stage");
  const [staged] = owner.files("ann", `tmp/standby-mx.stage/${generation}`);
  rmSync(owner.state, { recursive: true });
  expect(await owner.import()).toMatchObject({ delivered: 1, outcome: "done" });
  expect(owner.files("ann")).toHaveLength(1);
  expect(owner.files("ann", `tmp/standby-mx.stage/${generation}`)).toEqual([staged]);
});

test("two importers with separate journals on one Maildir never touch each other's stage files", async () => {
  await endBeforePublication();
  await owner.store("ann/2");
  const other = {
    ...owner.settings,
    importer: { ...owner.settings.importer, stateDirectory: join(owner.place, "other") },
  };
  // The other one sees both messages; what matters is that the first one's stage file stays.
  expect(await owner.import({ settings: other })).toMatchObject({ outcome: "done" });
  expect(staged()).toHaveLength(1);
  expect(readFileSync(join(owner.state, "journal"), "utf8")).toContain('"intent"');
});

/** Ends between the intent and the rename. */
async function endBeforePublication(): Promise<void> {
  const real = machineWith({}).disk;
  const rename = (from: string, to: string) =>
    /\.stage\/.*\.M\d/.test(from) ? Promise.reject(ioError("EACCES")) : real.rename(from, to);
  expect(await owner.import({ machine: machineWith({}, { rename }) })).toMatchObject({ delivered: 0, waiting: 1 });
}

test("a message that could not be renamed is renamed later, from where it was staged", async () => {
  await endBeforePublication();
  rmSync(join(owner.place, "store/mail/ann/1"));
  expect(await owner.import()).toMatchObject({ delivered: 1, outcome: "done" });
  expect(owner.messages("ann")).toEqual(["Subject: ann/1\n\nhello\n"]);
});
