import { setImmediate } from "node:timers/promises";
import type { OpenQueue } from "../../../../importer/state/envelopes/record-queue";
import { type ProblemKind, problem } from "../../../../importer/outcome";
import { ImportReport } from "../../../../importer/report";
import { watchMail } from "../../../../importer/watch/watch-mail";
import { MemoryQueue } from "../state/envelopes/memory-queue";
import { aborted } from "./aborted";

const regions = [
  { name: "eu-west-1", bucket: "mail" },
  { name: "us-east-1", bucket: "mail-2" },
];

/** Watches until that number of imports is done; returns the pause after each, in seconds. */
async function pausesAfter(problems: readonly (ProblemKind | undefined)[], openQueue?: OpenQueue) {
  const stop = new AbortController();
  const pauses: number[] = [];
  let imports = 0;
  await watchMail({
    regions,
    openQueue,
    signal: stop.signal,
    importOnce: () => {
      const report = new ImportReport();
      const kind = problems[imports++];
      if (kind) report.add([problem(kind, "mail", "out of order")]);
      return Promise.resolve(report);
    },
    pause: (milliseconds) => {
      pauses.push(milliseconds / 1000);
      if (imports === problems.length) stop.abort();
      return Promise.resolve();
    },
  });
  return pauses;
}

test("without a queue it lists the bucket every minute", async () => {
  expect(await pausesAfter([undefined, undefined, undefined])).toEqual([60, 60, 60]);
});

test("waits longer after each failure, and shortly after a success", async () => {
  const pauses = await pausesAfter([
    "bucket",
    "bucket",
    "lock",
    "state",
    "no-bucket",
    "bucket",
    "bucket",
    undefined,
    "bucket",
  ]);
  expect(pauses).toEqual([15, 30, 60, 120, 240, 300, 300, 60, 15]);
});

test("a suspended mailbox does not delay the others", async () => {
  expect(await pausesAfter(["mailbox", "queue", "deletion"])).toEqual([60, 60, 60]);
});

test("with a queue it imports at each record, and at least every five minutes", async () => {
  const queue = new MemoryQueue();
  const stop = new AbortController();
  const found: string[][] = [];
  const asked: number[] = [];
  await watchMail({
    regions: regions.slice(0, 1),
    openQueue: queue.open,
    signal: stop.signal,
    async importOnce(openQueue) {
      const opened = await openQueue!(regions[0]!);
      const records = await opened.receive(1);
      await opened.remove(records);
      opened.close();
      found.push(records.map(({ body }) => body));
      // A record starts the next import, and the clock, which is then advanced, the import after that.
      if (found.length === 1) queue.send("a record");
      if (found.length === 3) stop.abort();
      return new ImportReport();
    },
    pause: async (milliseconds, signal) => {
      if (milliseconds !== 1000) asked.push(milliseconds / 1000);
      if (milliseconds === 1000 || found.length === 2) await setImmediate();
      else await aborted(signal);
    },
  });
  expect(found).toEqual([[], ["a record"], []]);
  expect(asked).toEqual([300, 300]);
  expect({ left: queue.left, opened: queue.opened }).toEqual({ left: 0, opened: 0 });
});
