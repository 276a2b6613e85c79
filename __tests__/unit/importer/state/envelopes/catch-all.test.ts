import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { QueuedEnvelopes } from "../../../../../importer/state/envelopes/queued-envelopes";
import { QueueError } from "../../../../../importer/state/envelopes/record-queue";
import { thisMachine } from "../../../../../importer/worker/this-machine";
import { ToldMachine } from "./told-machine";

let told: ToldMachine;
beforeEach(async () => (told = await ToldMachine.create()));
afterEach(() => told.owner.remove());

const envelopeFiles = () => {
  const place = join(told.owner.state, "envelopes");
  if (!existsSync(place)) return [];
  return readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
};

test("the catch-all gets its own mail and mail for unknown addresses only", async () => {
  await told.storeAndTell("1", "ann");
  await told.storeAndTell("2", "ann", "nobody");
  await told.storeAndTell("3", "Ann+shop", "bob");
  await told.storeAndTell("4", "nobody");
  await told.storeAndTell("5", "carol", "ann");
  const report = await told.import();
  expect(told.ids).toEqual({ ann: ["1", "2", "3", "5"], bob: ["3"], carol: ["2", "4", "5"] });
  expect(report).toMatchObject({ delivered: 8, redundantCopies: 2, deleted: 10, awaitingEnvelope: 0, outcome: "done" });
  expect(await told.owner.waiting()).toEqual([]);
  expect(envelopeFiles()).toEqual([]);
});

test("who delivers is told the mailbox's own recipients, and the sender", async () => {
  const { settings } = told.owner;
  const place = join(told.owner.state, "envelopes");
  const envelopes = new QueuedEnvelopes(thisMachine(), place, settings, told.queue.open);
  await told.storeAndTell("1", "Ann+shop", "bob", "nobody", "carol", "ann");
  await envelopes.collect(told.owner.regions[0], undefined);
  const of = (key: string) => envelopes.of({ bucket: "mail", key });
  const sender = "sender@sender.example";
  expect(await of("ann/1")).toEqual({ sender, recipients: ["Ann+shop@example.org", "ann@example.org"] });
  expect(await of("bob/1")).toEqual({ sender, recipients: ["bob@example.org"] });
  expect(await of("carol/1")).toEqual({ sender, recipients: ["nobody@example.org", "carol@example.org"] });
  expect(await of("carol/2")).toBeUndefined();
});

test("fresh messages without a record wait for it, older ones are delivered", async () => {
  await told.store("1", "ann");
  expect(await told.import()).toMatchObject({
    delivered: 0,
    awaitingEnvelope: 2,
    waiting: 0,
    outcome: "done",
    isWorthALine: false,
  });
  told.minutes = 3;
  expect(await told.import()).toMatchObject({ delivered: 2, awaitingEnvelope: 0 });
  expect(told.ids).toEqual({ ann: ["1"], bob: [], carol: ["1"] });
});

test("a clock that is behind delays nothing for long", async () => {
  await told.store("1", "ann");
  told.minutes = -60;
  expect(await told.import()).toMatchObject({ delivered: 2, awaitingEnvelope: 0 });
});

test("a record of the catch-all alone proves nothing: another rule may be newer", async () => {
  const records = await told.store("1", "ann", "bob");
  told.queue.send(records.get("carol")!);
  told.queue.send(records.get("ann")!);
  expect(await told.import()).toMatchObject({ delivered: 1, awaitingEnvelope: 2 });
  told.minutes = 3;
  await told.import();
  expect(told.ids).toEqual({ ann: ["1"], bob: ["1"], carol: ["1"] });
});

test("a mailbox made after the message came does not take it from the catch-all", async () => {
  await told.storeAndTell("1", "dave");
  told.owner.addMailbox("dave");
  told.minutes = 3;
  await told.import();
  expect(told.idsOf("carol")).toEqual(["1"]);
});

test("the catch-all finds the others' records long after their delivery", async () => {
  await told.storeAndTell("1", "ann");
  await told.storeAndTell("2", "ann", "nobody");
  await told.import({ mailbox: "ann" });
  told.minutes = 3 * 24 * 60;
  expect(await told.import()).toMatchObject({ delivered: 1, redundantCopies: 1, outcome: "done" });
  expect(told.ids).toEqual({ ann: ["1", "2"], bob: [], carol: ["2"] });
  expect(envelopeFiles()).toEqual([]);
});

test("the others find the catch-all's records long after its delivery", async () => {
  await told.storeAndTell("1", "ann");
  await told.import({ mailbox: "carol" });
  const records = envelopeFiles();
  expect(await told.import({ mailbox: "ann" })).toMatchObject({ delivered: 1, awaitingEnvelope: 0 });
  expect(records).toHaveLength(1);
  expect(envelopeFiles()).toEqual([]);
});

test("a copy that was left out stays out when SES stores it once more", async () => {
  const records = await told.store("1", "ann");
  for (const record of records.values()) told.queue.send(record);
  await told.import();
  await told.owner.store("carol/1");
  told.minutes = 60;
  expect(await told.import()).toMatchObject({ delivered: 0, deleted: 1 });
  expect(told.idsOf("carol")).toEqual([]);
});

test("a copy that cannot be deleted is not delivered later, when its record is gone", async () => {
  await told.storeAndTell("1", "ann");
  const openStore = async (region: { bucket: string }) => {
    const store = await told.owner.open(region.bucket);
    store.deleteMany = (requests) =>
      Promise.resolve(requests.map(({ key }) => ({ key, outcome: "failed" as const, reason: "not now" })));
    return store;
  };
  await told.import({ openStore });
  expect(await told.owner.waiting()).toEqual(["ann/1", "carol/1"]);
  told.minutes = 60;
  await told.import();
  expect(told.ids).toEqual({ ann: ["1"], bob: [], carol: [] });
  expect(await told.owner.waiting()).toEqual([]);
});

test("without its queue the import goes on, and says so", async () => {
  await told.storeAndTell("1", "ann");
  told.queue.fault = { at: "open", error: new QueueError("no such queue") };
  told.minutes = 3;
  expect(await told.import()).toMatchObject({ delivered: 2, outcome: "try-later", problems: [{ kind: "queue" }] });
});

test("a dry run takes nothing from the queue", async () => {
  await told.storeAndTell("1", "ann");
  await told.import({ dryRun: true });
  expect(told.queue.left).toBe(2);
  expect(envelopeFiles()).toEqual([]);
});
