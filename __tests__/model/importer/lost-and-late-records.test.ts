import fc from "fast-check";
import { systemError } from "../../../fixtures/system-error";
import { nodeDisk } from "../../../importer/machine/node-disk";
import type { Disk } from "../../../importer/machine/disk";
import { ownerOf, NotifiedHost } from "../../unit/importer/state/envelopes/notified-host";

type RecordArrival = "sent" | "sent twice" | "lost" | "late";

interface QueuedMessage {
  readonly recipients: readonly string[];
  /** The arrivals of the records of ann, bob and carol. */
  readonly arrivals: readonly [RecordArrival, RecordArrival, RecordArrival];
}

const recipient = fc.constantFrom("ann", "Ann+x", "bob", "carol", "nobody", "noone+y");
const arrival = fc.constantFrom<RecordArrival>("sent", "sent", "sent", "sent twice", "lost", "late");
const message: fc.Arbitrary<QueuedMessage> = fc.record({
  recipients: fc.uniqueArray(recipient, { minLength: 1, maxLength: 3 }),
  arrivals: fc.tuple(arrival, arrival, arrival),
});

/** A run some minutes later, complete or with a disk that fails from an operation on. */
const run = fc.record({ minutes: fc.constantFrom(0, 0, 1, 5), failsAt: fc.option(fc.nat({ max: 120 })) });

/** A disk on which every operation fails after a given operation. */
function failingFrom(operation: number): Disk {
  let count = 0;
  return new Proxy(nodeDisk, {
    get: (disk, name: keyof Disk) => {
      const call = disk[name].bind(disk) as (...args: unknown[]) => unknown;
      if (name === "read") return call;
      return (...args: unknown[]) => (count++ < operation ? call(...args) : Promise.reject(systemError("EIO", name)));
    },
  });
}

test("lost, duplicate, late and reordered records never lose or duplicate mail", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { minLength: 1, maxLength: 5 }),
      fc.array(run, { maxLength: 4 }),
      fc.infiniteStream(fc.nat()),
      async (messages, runs, order) => {
        const notified = await NotifiedHost.create();
        try {
          const late: object[] = [];
          const now: object[] = [];
          for (const [number, { recipients, arrivals }] of messages.entries()) {
            const records = await notified.store(`m${number}`, ...recipients);
            for (const [index, user] of ["ann", "bob", "carol"].entries()) {
              const record = records.get(user);
              if (!record || arrivals[index] === "lost") continue;
              if (arrivals[index] === "late") late.push(record);
              else now.push(record, ...(arrivals[index] === "sent twice" ? [record] : []));
            }
          }
          for (const record of shuffled(now, order)) notified.queue.send(record);
          for (const [index, { minutes, failsAt }] of runs.entries()) {
            notified.minutes += minutes;
            if (index === 1) for (const record of shuffled(late, order)) notified.queue.send(record);
            notified.disk = failsAt === null ? nodeDisk : failingFrom(failsAt);
            await notified.import();
            notified.queue.timeout();
          }
          notified.minutes += 60;
          notified.disk = nodeDisk;
          await notified.import();
          expect(await notified.host.waiting()).toEqual([]);
          expectDelivered(notified, messages);
        } finally {
          notified.host.remove();
        }
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);

function expectDelivered(notified: NotifiedHost, messages: readonly QueuedMessage[]): void {
  const idsFor = (isFor: (message: QueuedMessage) => boolean) =>
    messages.flatMap((message, number) => (isFor(message) ? [`m${number}`] : []));
  for (const user of ["ann", "bob"]) {
    expect(notified.idsOf(user)).toEqual(idsFor(({ recipients }) => recipients.some((one) => ownerOf(one) === user)));
  }
  const must = idsFor(({ recipients }) => recipients.some((one) => [undefined, "carol"].includes(ownerOf(one))));
  const mayMiss = idsFor(({ arrivals }) => !arrivals.every((one) => one.startsWith("sent")));
  const delivered = notified.idsOf("carol");
  expect(new Set(delivered).size).toBe(delivered.length);
  expect(delivered).toEqual(expect.arrayContaining(must));
  for (const id of delivered) expect([...must, ...mayMiss]).toContain(id);
}

function shuffled(records: readonly object[], order: Iterator<number>): object[] {
  const rest = [...records];
  return records.map(() => rest.splice((order.next().value as number) % rest.length, 1)[0]!);
}
