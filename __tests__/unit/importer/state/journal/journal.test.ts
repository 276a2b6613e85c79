import fc from "fast-check";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { machineWith } from "../../../../../fixtures/host/machine-with";
import { systemError } from "../../../../../fixtures/system-error";
import { encodeLine } from "../../../../../importer/state/journal/crc-line";
import { homeOf } from "../../../../../importer/state/journal/home";
import { Journal } from "../../../../../importer/state/journal/journal";
import { type JournalRecord, JOURNAL_VERSION } from "../../../../../importer/state/journal/records";
import type { Delivery, MessageIdentity } from "../../../../../importer/message/model";
import type { TransportAttempt } from "../../../../../importer/state/journal/records";
import { StateError } from "../../../../../importer/state/journal/state-error";
import { thisMachine } from "../../../../../importer/worker/this-machine";

// Hundreds of syncs, possibly on a busy disk.
const machine = thisMachine();
let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "journal-"));
  path = join(directory, "journal");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function message(n: number): MessageIdentity {
  return { bucket: "mail", key: `ann/${n}\u2028é`, etag: `e${n}` };
}

function delivery(n: number): Delivery {
  const file = { mailbox: "ann", maildir: "/home/ann/Maildir", stage: "s", name: `${n}.x.mx`, size: n };
  return { ...message(n), ...file, bootId: "b" };
}

function attempt(n: number): TransportAttempt {
  const refused = n % 2 === 0 ? {} : { refusal: "550 5.1.1 no\u2028" };
  return { ...message(n), mailbox: "ann", transport: "LMTP /run/lmtp", at: n, ...refused };
}

const types = ["intent", "attempt", "done", "released"] as const;
const record: fc.Arbitrary<JournalRecord> = fc
  .tuple(fc.constantFrom(...types), fc.array(fc.nat({ max: 9 })))
  .map(([type, numbers]) => {
    if (type === "intent") return { type, deliveries: numbers.map(delivery) };
    if (type === "attempt") return { type, attempts: numbers.map(attempt) };
    const messages = numbers.map(message);
    return type === "done" ? { type, at: 7, messages } : { type, messages };
  });

async function write(records: readonly JournalRecord[]): Promise<Journal> {
  const journal = await Journal.open(machine, directory);
  for (const each of records) await journal.append(each);
  await journal.close();
  return journal;
}

const content = ({ id, open, attempts, settled }: Journal) => ({ id, open, attempts, settled });

test("what was appended is read again", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 6 }), async (records) => {
      for (const name of readdirSync(directory)) rmSync(join(directory, name));
      const written = await write(records);
      expect(content(await Journal.open(machine, directory))).toEqual(content(written));
    }),
    { numRuns: 60 },
  );
});

test("an INTENT is open until it is done or released", async () => {
  const journal = await write([
    { type: "intent", deliveries: [1, 2, 3].map(delivery) },
    { type: "done", at: 7, messages: [message(1)] },
    { type: "released", messages: [message(2)] },
  ]);
  expect(journal.open).toEqual([delivery(3)]);
  expect(journal.isOpen(message(3))).toBe(true);
  expect(journal.isOpen({ ...message(3), etag: "another" })).toBe(false);
  expect(journal.settled).toEqual([{ ...message(1), at: 7 }]);
});

test("a journal that drops settled records keeps its id and open records", async () => {
  const journal = await write([
    { type: "intent", deliveries: [1, 2].map(delivery) },
    { type: "attempt", attempts: [attempt(3)] },
    { type: "done", at: 7, messages: [message(1)] },
  ]);
  await journal.forgetSettled();
  const again = await Journal.open(machine, directory);
  expect(content(again)).toEqual({ id: journal.id, open: [delivery(2)], attempts: [attempt(3)], settled: [] });
  expect(again.isEmpty).toBe(false);
});

test("an attempt is open until it is done or released, and is no intent", async () => {
  const journal = await write([
    { type: "attempt", attempts: [1, 2, 3].map(attempt) },
    { type: "done", at: 7, messages: [message(1)] },
    { type: "released", messages: [message(2)] },
  ]);
  expect(content(journal)).toMatchObject({ open: [], attempts: [attempt(3)], settled: [{ ...message(1), at: 7 }] });
});

test("records appended at the same time are written in the order of the calls", async () => {
  const journal = await Journal.open(machine, directory);
  const numbers = Array.from({ length: 50 }, (_, n) => n);
  await Promise.all(numbers.map((n) => journal.append({ type: "attempt", attempts: [attempt(n)] })));
  await journal.close();
  expect((await Journal.open(machine, directory)).attempts).toEqual(numbers.map(attempt));
});

test("after a rewrite that may not be durable, nothing more is written", async () => {
  let fails = false;
  const syncDirectory = (name: string) =>
    fails ? Promise.reject(systemError("EIO", "fsync")) : machine.disk.syncDirectory(name);
  const journal = await Journal.open({ ...machine, disk: { ...machine.disk, syncDirectory } }, directory);
  await journal.append({ type: "intent", deliveries: [delivery(1)] });
  fails = true;
  await expect(journal.forgetSettled()).rejects.toThrow("EIO");
  fails = false;
  await expect(journal.append({ type: "done", at: 7, messages: [message(1)] })).rejects.toThrow(StateError);
  expect(journal.open).toEqual([delivery(1)]);
});

test("the first record of a run follows the sync of the directories", async () => {
  await write([]);
  const steps: string[] = [];
  const disk: typeof machine.disk = {
    ...machine.disk,
    syncDirectory: (name) => machine.disk.syncDirectory(name).finally(() => steps.push(name)),
    append: (name) => machine.disk.append(name).finally(() => steps.push(name)),
  };
  const journal = await Journal.open({ ...machine, disk }, directory);
  expect(steps).toEqual([]);
  for (const n of [1, 2]) await journal.append({ type: "attempt", attempts: [attempt(n)] });
  await journal.close();
  expect([steps[0], ...steps.slice(-2)]).toEqual([tmpdir(), directory, path]);
  expect(steps.filter((name) => name === path)).toHaveLength(1);
});

test("after a record that may not be written, nothing more is written", async () => {
  let full = false;
  const append: typeof machine.disk.append = async (name) => {
    const file = await machine.disk.append(name);
    const noSpace = systemError("ENOSPC", "fdatasync");
    return { ...file, syncData: () => (full ? Promise.reject(noSpace) : file.syncData()) };
  };
  const journal = await Journal.open({ ...machine, disk: { ...machine.disk, append } }, directory);
  await journal.append({ type: "intent", deliveries: [delivery(1)] });
  full = true;
  await expect(journal.append({ type: "intent", deliveries: [delivery(2)] })).rejects.toThrow(StateError);
  full = false;
  const size = readFileSync(path).length;
  await expect(journal.append({ type: "intent", deliveries: [delivery(3)] })).rejects.toThrow(StateError);
  await journal.close();
  expect(readFileSync(path)).toHaveLength(size);
});

/** A delivery as versions 1 to 3 wrote it. */
function oldDelivery(n: number): object {
  const { bootId: boot, ...rest } = delivery(n);
  return { ...rest, boot };
}

describe("a journal of version 3, with other names", () => {
  const { transport: receiver, ...rest } = attempt(4);
  const records = [
    { type: "intent", deliveries: [oldDelivery(1), { ...oldDelivery(2), suspect: true }, oldDelivery(3)] },
    { type: "handover", handovers: [{ ...rest, receiver }] },
    { type: "done", at: 7, messages: [message(1)] },
    { type: "abandoned", messages: [message(3)] },
  ];
  const header = { format: "standby-mx journal", version: 3, id: "x", sequence: 0, carried: 0 };

  test("is read", async () => {
    const { inode, machineId, bootId } = (await homeOf(machine, directory))!;
    const home = { inode, machine: machineId, boot: bootId };
    writeFileSync(path, Buffer.concat([{ ...header, home }, ...records].map(encodeLine)));
    expect(content(await Journal.open(machine, directory))).toEqual({
      id: "x",
      open: [{ ...delivery(2), syncFailed: true }],
      attempts: [attempt(4)],
      settled: [{ ...message(1), at: 7 }],
    });
  });

  test("is refused at another home", async () => {
    const home = { inode: 1, machine: "other", boot: "other" };
    writeFileSync(path, encodeLine({ ...header, home }));
    await expect(Journal.open(machine, directory)).rejects.toThrow("found a copy of it or another machine");
  });
});

describe("a journal of version 1", () => {
  const header = { format: "standby-mx journal", version: 1, id: "x" };
  const intent = { type: "intent", deliveries: [oldDelivery(1)] };

  test("is read", async () => {
    writeFileSync(path, Buffer.concat([encodeLine(header), encodeLine(intent)]));
    expect(content(await Journal.open(machine, directory))).toEqual({
      id: "x",
      open: [delivery(1)],
      attempts: [],
      settled: [],
    });
  });

  test("becomes one of this version before anything is appended", async () => {
    writeFileSync(path, encodeLine(header));
    const journal = await Journal.open(machine, directory);
    expect(journal.isEmpty).toBe(false); // so that a run begins with a new journal
    await journal.forgetSettled();
    expect(readFileSync(path, "utf8")).toContain(
      `"version":${JOURNAL_VERSION},"id":"x","sequence":0,"carried":0,"home":`,
    );
  });
});

describe("damage", () => {
  const records: readonly JournalRecord[] = [
    { type: "intent", deliveries: [delivery(1)] },
    { type: "done", at: 7, messages: [message(1)] },
    { type: "intent", deliveries: [delivery(2)] },
  ];
  let whole: Buffer;
  /** The offset of the end of each line. */
  let ends: number[];

  beforeEach(async () => {
    await write(records);
    whole = readFileSync(path);
    ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
  });

  /** The machine, on whose disk these bytes are the journal: writing each of a thousand to the disk would take most of the time. */
  const withJournal = (bytes: Buffer) =>
    machineWith({}, { read: () => Readable.from([bytes]) as AsyncIterable<Buffer> });

  /** Writes a mark, which after a crash is never ahead of the journal. */
  const markAt = (count: number) => {
    for (const name of readdirSync(directory)) if (name.startsWith("journal.at-")) rmSync(join(directory, name));
    if (count > 0) writeFileSync(join(directory, `journal.at-${count}`), "");
  };

  test("a journal cut at any byte is refused, unless only its last newline is missing", async () => {
    for (let length = 0; length < whole.length; length++) {
      const cut = withJournal(whole.subarray(0, length));
      const result = await Journal.open(cut, directory).catch((error: unknown) => error);
      if (length < whole.length - 1)
        expect({ length, result }).toEqual({ length, result: expect.any(StateError) as unknown });
      else expect(result).toBeInstanceOf(Journal);
    }
    rmSync(path);
    await expect(Journal.open(machine, directory)).rejects.toThrow(/expected .* 3 records, found no such file/);
  });

  test("open records of a rewritten journal cannot be cut off unnoticed", async () => {
    const journal = await Journal.open(machine, directory);
    await journal.forgetSettled();
    const header = readFileSync(path).indexOf("\n") + 1;
    writeFileSync(path, readFileSync(path).subarray(0, header));
    await expect(Journal.open(machine, directory)).rejects.toThrow(/damaged or missing/);
  });

  test("adopted, continues under another id with its remaining records", async () => {
    const { id } = await Journal.open(machine, directory);
    writeFileSync(path, whole.subarray(0, ends[2]));
    const adopted = await Journal.adopt(machine, directory, 70);
    await adopted.append({ type: "intent", deliveries: [delivery(5)] });
    await adopted.close();
    const again = await Journal.open(machine, directory);
    expect(again).toMatchObject({
      id: adopted.id,
      sequence: 71,
      open: [delivery(5)],
      settled: [{ ...message(1), at: 7 }],
    });
    expect(again.id).not.toBe(id);
  });

  test("adopted with a flipped bit, it has all records or none, and counts as before", async () => {
    const { id, ...sound } = content(await Journal.open(machine, directory));
    const outcomes = new Set<string>();
    // The test below flips more bits; what is adopted differs only by where the flipped bit is.
    for (let bit = 0; bit < whole.length * 8; bit += 61) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(path, flipped);
      const adopted = await Journal.adopt(machine, directory, 0);
      const again = await Journal.open(machine, directory);
      expect({ bit, sequence: again.sequence, ...content(again) }).toEqual({ bit, sequence: 3, ...content(adopted) });
      const { id: newId, ...left } = content(again);
      expect(newId).not.toBe(id);
      outcomes.add(JSON.stringify(left));
    }
    const none = JSON.stringify({ open: [], attempts: [], settled: [] });
    expect(outcomes).toContain(none);
    outcomes.delete(none);
    expect([...outcomes].filter((left) => left !== JSON.stringify(sound))).toEqual([]);
  });

  /** The journal of the first records. */
  async function ofFirst(count: number): Promise<object> {
    markAt(count);
    writeFileSync(path, whole.subarray(0, ends[count]));
    return content(await Journal.open(machine, directory));
  }

  test("a tail that a crash cut off or filled with zeros counts as not written", async () => {
    let complete = -1;
    let expected: object = {};
    for (let length = ends[0]!; length < whole.length; length++) {
      const completeNow = ends.filter((end) => end - 1 <= length).length - 1;
      if (completeNow !== complete) expected = await ofFirst(completeNow);
      complete = completeNow;
      const torn = whole.subarray(0, length);
      for (const tail of [torn, Buffer.concat([torn, Buffer.alloc(100)])]) {
        // After a line that lacks only its newline, zeros hide that the line is complete.
        if (tail !== torn && ends.includes(length + 1)) continue;
        const journal = await Journal.open(withJournal(tail), directory);
        expect({ length, ...content(journal) }).toEqual({ length, ...expected });
      }
    }
  });

  test("can be written after a torn tail", async () => {
    writeFileSync(path, whole.subarray(0, whole.length - 10));
    markAt(2);
    const journal = await Journal.open(machine, directory);
    expect(journal.isEmpty).toBe(false);
    await journal.forgetSettled();
    await journal.append({ type: "intent", deliveries: [delivery(5)] });
    await journal.close();
    expect((await Journal.open(machine, directory)).open).toEqual([delivery(5)]);
  });

  test("one flipped bit anywhere is refused, or changes nothing; and nothing is touched", async () => {
    const expected = content(await Journal.open(machine, directory));
    // One bit of each byte, a different bit in the next byte.
    for (let bit = 0; bit < whole.length * 8; bit += 7) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const isOnDisk = bit % 77 === 0;
      if (isOnDisk) writeFileSync(path, flipped);
      const result = await Journal.open(isOnDisk ? machine : withJournal(flipped), directory).catch(
        (error: unknown) => error,
      );
      if (result instanceof Journal) expect({ bit, ...content(result) }).toEqual({ bit, ...expected });
      else expect(result).toBeInstanceOf(StateError);
      if (isOnDisk) expect(readFileSync(path)).toEqual(flipped);
    }
  });

  test("is reported with file and line, and the effect of moving it away", async () => {
    const damaged = Buffer.from(whole);
    damaged[ends[1]! + 20] = 0;
    writeFileSync(path, damaged);
    await expect(Journal.open(machine, directory)).rejects.toThrow(`line 3 of ${path} damaged`);
    await expect(Journal.open(machine, directory)).rejects.toThrow(/import --adopt/);
  });

  test("an empty file is no journal", async () => {
    writeFileSync(path, "");
    await expect(Journal.open(machine, directory)).rejects.toThrow(StateError);
  });
});

test("a journal of a newer version is refused unread and left unchanged", async () => {
  const newer = Buffer.concat([
    encodeLine({ format: "standby-mx journal", version: JOURNAL_VERSION + 1, id: "x" }),
    Buffer.from("lines of an unknown format\n"),
  ]);
  writeFileSync(path, newer);
  await expect(Journal.open(machine, directory)).rejects.toThrow(
    `found version ${JOURNAL_VERSION + 1}; import with the newer standby-mx`,
  );
  await expect(Journal.adopt(machine, directory, 0)).rejects.toThrow(`found version ${JOURNAL_VERSION + 1}`);
  expect(readFileSync(path)).toEqual(newer);
});

test("reading a missing journal does not create it", async () => {
  const { isNew } = await Journal.openReadOnly(machine, directory);
  expect(isNew).toBe(true);
  expect(() => readFileSync(path)).toThrow("ENOENT");
});
