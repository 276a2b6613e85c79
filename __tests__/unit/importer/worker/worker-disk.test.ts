import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import fc from "fast-check";
import { systemError } from "../../../../fixtures/system-error";
import type { Disk } from "../../../../importer/machine/disk";
import { nodeDisk } from "../../../../importer/machine/node-disk";
import { Channel, type WorkerTimeouts } from "../../../../importer/worker/channel";
import { encodeFrame } from "../../../../importer/worker/frame";
import { serve } from "../../../../importer/worker/serve";
import { workerDisk } from "../../../../importer/worker/worker-disk";

// Both ends of the protocol in one process: the disk through the pipes must behave as the disk itself.
let place: string;
beforeEach(() => (place = mkdtempSync(join(tmpdir(), "served-"))));
afterEach(() => rmSync(place, { recursive: true }));

interface Served {
  readonly disk: Disk;
  readonly channel: Channel;
  readonly requests: PassThrough;
  readonly answers: PassThrough;
  /** Fulfilled when the worker's end has completed all begun operations. */
  readonly over: Promise<void>;
}

function served(real: Disk = nodeDisk, options: { timeouts?: WorkerTimeouts; latenessMs?: number } = {}): Served {
  const [requests, answers] = [new PassThrough(), new PassThrough()];
  const onTrouble = (trouble: string) => channel.fail(new Error(trouble));
  const channel: Channel = new Channel(requests, answers, { onTrouble, ...options });
  encodeFrame([0, true]).forEach((part) => answers.write(part));
  const over = serve(requests as AsyncIterable<Buffer>, real, (parts) => parts.forEach((part) => answers.write(part)));
  return { disk: workerDisk(channel), channel, requests, answers, over };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => {
      const { code, syscall, message } = error as NodeJS.ErrnoException;
      return [code, syscall, message];
    },
  );

test("a file is written, renamed and read through it", async () => {
  const { disk } = served();
  const path = join(place, "a");
  const file = await disk.create(path);
  const bytes = Buffer.alloc(300_000, "0123456789");
  await Promise.all([
    file.write(bytes.subarray(0, 7)),
    file.write(bytes.subarray(7)),
    file.setModified(new Date(5000)),
  ]);
  await file.sync();
  await file.close();
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(statSync(path)).toMatchObject({ mode: 0o100600, mtimeMs: 5000 });

  await disk.rename(path, join(place, "b"));
  const pieces: Buffer[] = [];
  for await (const piece of disk.read(join(place, "b"))) pieces.push(piece);
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  await disk.remove(join(place, "b"));
  expect(await disk.entries(place)).toEqual([]);
});

test("a new file never replaces anything", async () => {
  writeFileSync(join(place, "file"), "old");
  symlinkSync("elsewhere", join(place, "link"));
  const { disk } = served();
  for (const name of ["file", "link"]) {
    expect(await codeOf(disk.create(join(place, name)))).toEqual(["EEXIST", "open", expect.any(String)]);
  }
  expect(await disk.entries(place)).toHaveLength(2);
});

test("results and errors are those of the disk", async () => {
  writeFileSync(join(place, "file"), "x");
  symlinkSync("file", join(place, "link"));
  mkdirSync(join(place, "directory"));
  const { disk } = served();
  const questions: readonly ((disk: Disk) => Promise<unknown>)[] = [
    "file",
    "link",
    "directory",
    "missing",
    "file/x",
  ].flatMap((name) => {
    const path = join(place, name);
    return [
      (asked: Disk) => asked.inspect(path),
      (asked: Disk) => asked.readLink(path),
      (asked: Disk) => asked.entries(path),
      (asked: Disk) => asked.syncDirectory(path),
      (asked: Disk) => asked.fileSystemType(path),
      (asked: Disk) => asked.rename(path, join(place, "missing", "x")),
    ];
  });
  for (const ask of questions) {
    const answer = (asked: Disk) =>
      ask(asked).catch((error: NodeJS.ErrnoException) => [error.code, error.syscall, error.message]);
    expect(await answer(disk)).toEqual(await answer(nodeDisk));
  }
});

test("sync and close report an earlier failure, and no operation follows it", async () => {
  const full: Disk = {
    ...nodeDisk,
    create: async (path) => ({
      ...(await nodeDisk.create(path)),
      write: () => Promise.reject(systemError("ENOSPC", "write")),
    }),
  };
  const other = await served(full).disk.create(join(place, "full"));
  await other.write(Buffer.from("x"));
  expect(await codeOf(other.sync())).toEqual(["ENOSPC", "write", "ENOSPC: simulated, write"]);
  expect(await codeOf(other.close())).toEqual(["ENOSPC", "write", "ENOSPC: simulated, write"]);
});

test("after the importer's end, begun operations end and no other begins", async () => {
  let go: () => void = () => undefined;
  const begun: string[] = [];
  const slow: Disk = {
    ...nodeDisk,
    create: async (path) => ({
      ...(await nodeDisk.create(path)),
      write: () => {
        begun.push("write");
        return new Promise((resolve) => (go = resolve));
      },
      sync: () => Promise.resolve(void begun.push("sync")),
    }),
  };
  const { disk, requests, over } = served(slow);
  const file = await disk.create(join(place, "a"));
  await file.write(Buffer.from("x"));
  void file.sync().catch(() => undefined);
  while (begun.length === 0) await new Promise(setImmediate);
  requests.end();
  await new Promise(setImmediate);
  go();
  await over;
  expect(begun).toEqual(["write"]);
});

test("after the worker's end, all open and later requests fail", async () => {
  const never: Disk = { ...nodeDisk, entries: () => new Promise(() => undefined) };
  const { disk, channel } = served(never);
  const asked = disk.entries(place);
  channel.fail(new Error("gone"));
  await expect(asked).rejects.toThrow("gone");
  await expect(disk.inspect(place)).rejects.toThrow("gone");
  const file = disk.create(join(place, "a"));
  await expect(file).rejects.toThrow("gone");
});

test("a worker that does not answer is abandoned", async () => {
  const never: Disk = { ...nodeDisk, entries: () => new Promise(() => undefined) };
  const { disk } = served(never, {
    timeouts: { silenceMs: 20, promptMs: 0, latenessMs: Infinity, silenceAtStopMs: 1000 },
  });
  // The timer of the channel does not delay the end of a process.
  const keep = setInterval(() => undefined, 1000);
  await expect(disk.entries(place)).rejects.toThrow("has not answered for 0.02 s");
  clearInterval(keep);
});

test("a worker that answers each request late is abandoned", async () => {
  const slow: Disk = { ...nodeDisk, entries: () => new Promise((done) => setTimeout(() => done([]), 5)) };
  const { disk } = served(slow, {
    timeouts: { silenceMs: 60_000, promptMs: 0, latenessMs: 50, silenceAtStopMs: 1000 },
  });
  const forEver = async () => {
    for (;;) await disk.entries(place);
  };
  await expect(forEver()).rejects.toThrow("was late by more than 0.05 s in total");
});

test("a worker that answers in time may be used without limit", async () => {
  const { disk } = served(nodeDisk, {
    timeouts: { silenceMs: 60_000, promptMs: 30_000, latenessMs: 0, silenceAtStopMs: 1000 },
  });
  for (let i = 0; i < 1000; i++) await disk.inspect(place);
});

const frame = (head: unknown, body?: Uint8Array) => Buffer.concat(encodeFrame(head, body));
const nested = Buffer.from(`${"[".repeat(2_000_000)}${"]".repeat(2_000_000)}`);

/** The lengths of a head and a body. */
function prefix(head: number, body: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(head, 0);
  bytes.writeUInt32BE(body, 4);
  return bytes;
}

describe("a worker that its user controls is ended when it sends", () => {
  const never: Disk = {
    ...nodeDisk,
    entries: () => new Promise(() => undefined),
    inspect: () => new Promise(() => undefined),
  };
  const trouble = /broke the protocol/;

  test.each<[string, Buffer]>([
    ["a failure that says nothing", frame([1, false])],
    ["bytes that are no frame", Buffer.alloc(64, 0xff)],
    ["a head that is no answer", frame({ hello: 1 })],
    ["an answer to nothing", frame([77, true])],
    ["that it is ready, again", frame([0, true])],
    ["an error that is none", frame([1, false, 5])],
    ["a head of many MB", Buffer.concat([prefix(nested.length, 0), nested])],
    ["a head that is nested as deeply as it may", Buffer.concat([prefix(60_000, 0), nested.subarray(0, 60_000)])],
    ["more bytes than any listing has", prefix(8, 64 * 1024 * 1024 + 1)],
    ["more names than any listing has", frame([1, true], Buffer.alloc(1_000_001))],
  ])("%s", async (_, lie) => {
    const { disk, answers } = served(never);
    const asked = disk.entries(place);
    answers.write(lie);
    await expect(asked).rejects.toThrow(trouble);
    await expect(disk.inspect(place)).rejects.toThrow(trouble);
  });

  test.each<[string, Buffer]>([
    ["bytes that were not asked for", frame([1, true], Buffer.from("x"))],
    ["the announcement of such bytes", prefix(8, 1)],
    ["an answer of another type", frame([1, true, "x"])],
    ["half of an answer", frame([1, true, { kind: "file" }])],
  ])("%s", async (_, lie) => {
    const { disk, answers } = served(never);
    const asked = disk.inspect(place);
    answers.write(lie);
    await expect(asked).rejects.toThrow(trouble);
    await expect(disk.entries(place)).rejects.toThrow(trouble);
  });
});

test("any bytes of a worker answer or fail the request, without another effect", () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.json(), fc.constantFrom("[1,true]", "[1,false,{}]"))), async (heads) => {
      const [requests, answers] = [new PassThrough(), new PassThrough()];
      const onTrouble = (trouble: string) => channel.fail(new Error(trouble));
      const channel: Channel = new Channel(requests, answers, { onTrouble });
      const asked = workerDisk(channel)
        .inspect("/a")
        .catch((error: Error) => error.message);
      for (const head of heads) answers.write(Buffer.concat([prefix(Buffer.byteLength(head), 0), Buffer.from(head)]));
      answers.end();
      await new Promise(setImmediate);
      channel.fail(new Error("ended"));
      expect([undefined, "broke the protocol", "ended"]).toContain(await asked);
    }),
  ));

test("a listing has the names on the disk, with any characters", async () => {
  const names = ["a", "b\nc", "ü", '"', " ", "[[", "x".repeat(255)];
  for (const name of names) writeFileSync(join(place, name), "");
  expect([...(await served().disk.entries(place))].sort()).toEqual([...names].sort());
});

test("a directory with too many files is an error; others can still be read", async () => {
  const many = { ...nodeDisk, entries: () => Promise.resolve(new Array<string>(1_000_001).fill("x")) };
  const { disk } = served(many);
  await expect(disk.entries(place)).rejects.toThrow(`expected at most 1000000 files in ${place}, found 1000001`);
  expect(await disk.inspect(place)).toMatchObject({ kind: "directory" });
});

test("an error message of a worker cannot control the terminal", async () => {
  const rude = { ...nodeDisk, entries: () => Promise.reject(new Error("\u001b[2Jgone\r\nnew line")) };
  await expect(served(rude).disk.entries(place)).rejects.toThrow("\\u{1b}[2Jgone\\u{d}\\u{a}new line");
});
