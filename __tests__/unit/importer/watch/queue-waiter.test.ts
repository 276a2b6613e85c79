import { setImmediate } from "node:timers/promises";
import { QueueError, type OpenQueue } from "../../../../importer/state/envelopes/record-queue";
import { pause as realPause, type Pause } from "../../../../lib/pause";
import { QueueWaiter } from "../../../../importer/watch/queue-waiter";
import { MemoryQueue } from "../state/envelopes/memory-queue";
import { aborted } from "./aborted";

const [ireland, virginia] = [
  { name: "eu-west-1", bucket: "mail" },
  { name: "us-east-1", bucket: "mail-2" },
] as const;
const LONG = 300_000;

let queues: Map<string, MemoryQueue>;
const open: OpenQueue = ({ name }) => queues.get(name)!.open();
beforeEach(() => (queues = new Map([ireland, virginia].map(({ name }) => [name, new MemoryQueue()]))));

/** All pauses take no time, except the pause until the next import, which never ends. */
const pauses: number[] = [];
const pause: Pause = async (milliseconds, signal) => {
  pauses.push(milliseconds);
  if (milliseconds === LONG) await aborted(signal);
  else await setImmediate();
};
beforeEach(() => (pauses.length = 0));

const waiter = (how = pause) => new QueueWaiter([ireland, virginia], open, how);
const never = () => new AbortController().signal;

async function bodies(queue: QueueWaiter, region: typeof ireland | typeof virginia): Promise<string[]> {
  const records = await (await queue.openQueue(region)).receive(1);
  return records.map(({ body }) => body);
}

test("a record in any region ends the wait, and the next import finds it", async () => {
  const watched = waiter();
  const wait = watched.wait(LONG, never());
  await setImmediate();
  queues.get("us-east-1")!.send("stored");
  await wait;
  expect(await bodies(watched, ireland)).toEqual([]);
  expect(await bodies(watched, virginia)).toEqual(["stored"]);
  expect(await bodies(watched, virginia)).toEqual([]);
});

test("time ends the wait", async () => {
  await waiter(() => Promise.resolve()).wait(LONG, never());
});

test.each(["before", "during"])("the signal ends the wait, also a signal %s it", async (when) => {
  const stop = new AbortController();
  if (when === "before") stop.abort();
  const wait = waiter().wait(LONG, stop.signal);
  await setImmediate();
  stop.abort();
  await wait;
});

test.each(["open", "receive"] as const)("a queue that fails at %s is read again a minute later", async (at) => {
  const queue = queues.get("eu-west-1")!;
  queue.fault = { at, error: new QueueError("out of order") };
  const watched = waiter();
  const wait = watched.wait(LONG, never());
  for (let i = 0; i < 5; i++) await setImmediate();
  expect(pauses.filter((milliseconds) => milliseconds === 60_000).length).toBeGreaterThan(1);
  queue.fault = undefined;
  queue.send("stored");
  await wait;
  expect(await bodies(watched, ireland)).toEqual(["stored"]);
});

test.each(["wait", "import"])(
  "a queue that fails in the %s is opened again, with the current access key",
  async (when) => {
    const queue = queues.get("eu-west-1")!;
    let opened = 0;
    const watched = new QueueWaiter([ireland], (region) => (opened++, open(region)), pause);
    queue.fault = { at: "receive", error: new QueueError("InvalidClientTokenId") };
    const wait = when === "wait" && watched.wait(LONG, never());
    if (when === "wait") for (let tries = 0; opened < 2 && tries < 100; tries++) await setImmediate();
    else await expect(bodies(watched, ireland)).rejects.toThrow("InvalidClientTokenId");
    queue.fault = undefined;
    queue.send("stored");
    await wait;
    expect(await bodies(watched, ireland)).toEqual(["stored"]);
    expect([opened > 1, queue.opened]).toEqual([true, 1]);
  },
);

test("an internal error is not hidden", async () => {
  queues.get("eu-west-1")!.fault = { at: "receive", error: new TypeError("a mistake") };
  await expect(waiter().wait(LONG, never())).rejects.toThrow("a mistake");
});

test("its queues stay open from one import to the next, and are closed with it", async () => {
  const watched = waiter();
  for (let i = 0; i < 3; i++) (await watched.openQueue(ireland)).close();
  expect(queues.get("eu-west-1")!.opened).toBe(1);
  watched.close();
  expect(queues.get("eu-west-1")!.opened).toBe(0);
});

test("a real pause ends by the signal without an error", async () => {
  const stop = new AbortController();
  const pausing = realPause(LONG, stop.signal);
  stop.abort();
  await pausing;
  await realPause(LONG, stop.signal);
  await realPause(1, never());
});
