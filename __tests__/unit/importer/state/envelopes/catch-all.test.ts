import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { QueuedEnvelopes } from "../../../../../importer/state/envelopes/queued-envelopes";
import { QueueError } from "../../../../../importer/state/envelopes/record-queue";
import { thisMachine } from "../../../../../importer/worker/this-machine";
import { NotifiedHost } from "./notified-host";

let notified: NotifiedHost;
beforeEach(async () => (notified = await NotifiedHost.create()));
afterEach(() => notified.host.remove());

const envelopeFiles = () => {
  const place = join(notified.host.state, "envelopes");
  if (!existsSync(place)) return [];
  return readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
};

test("the catch-all gets its own mail and mail for unknown addresses only", async () => {
  await notified.storeAndNotify("1", "ann");
  await notified.storeAndNotify("2", "ann", "nobody");
  await notified.storeAndNotify("3", "Ann+shop", "bob");
  await notified.storeAndNotify("4", "nobody");
  await notified.storeAndNotify("5", "carol", "ann");
  const report = await notified.import();
  expect(notified.ids).toEqual({ ann: ["1", "2", "3", "5"], bob: ["3"], carol: ["2", "4", "5"] });
  expect(report).toMatchObject({ delivered: 8, redundantCopies: 2, deleted: 10, awaitingEnvelope: 0, outcome: "done" });
  expect(await notified.host.waiting()).toEqual([]);
  expect(envelopeFiles()).toEqual([]);
});

test("a delivery gets the mailbox's own recipients, and the sender", async () => {
  const { settings } = notified.host;
  const place = join(notified.host.state, "envelopes");
  const envelopes = new QueuedEnvelopes(thisMachine(), place, settings, notified.queue.open);
  await notified.storeAndNotify("1", "Ann+shop", "bob", "nobody", "carol", "ann");
  await envelopes.collect(notified.host.regions[0], undefined);
  const of = (key: string) => envelopes.of({ bucket: "mail", key });
  const sender = "sender@sender.example";
  expect(await of("ann/1")).toEqual({ sender, recipients: ["Ann+shop@example.org", "ann@example.org"] });
  expect(await of("bob/1")).toEqual({ sender, recipients: ["bob@example.org"] });
  expect(await of("carol/1")).toEqual({ sender, recipients: ["nobody@example.org", "carol@example.org"] });
  expect(await of("carol/2")).toBeUndefined();
});

test("new messages without a record wait for it, older ones are delivered", async () => {
  await notified.store("1", "ann");
  expect(await notified.import()).toMatchObject({
    delivered: 0,
    awaitingEnvelope: 2,
    waiting: 0,
    outcome: "done",
    isWorthALine: false,
  });
  notified.minutes = 3;
  expect(await notified.import()).toMatchObject({ delivered: 2, awaitingEnvelope: 0 });
  expect(notified.ids).toEqual({ ann: ["1"], bob: [], carol: ["1"] });
});

test("a slow clock delays no message for long", async () => {
  await notified.store("1", "ann");
  notified.minutes = -60;
  expect(await notified.import()).toMatchObject({ delivered: 2, awaitingEnvelope: 0 });
});

test("a record of the catch-all alone proves nothing: another rule may be newer", async () => {
  const records = await notified.store("1", "ann", "bob");
  notified.queue.send(records.get("carol")!);
  notified.queue.send(records.get("ann")!);
  expect(await notified.import()).toMatchObject({ delivered: 1, awaitingEnvelope: 2 });
  notified.minutes = 3;
  await notified.import();
  expect(notified.ids).toEqual({ ann: ["1"], bob: ["1"], carol: ["1"] });
});

test("a mailbox made after the message does not take it from the catch-all", async () => {
  await notified.storeAndNotify("1", "dave");
  notified.host.addMailbox("dave");
  notified.minutes = 3;
  await notified.import();
  expect(notified.idsOf("carol")).toEqual(["1"]);
});

test("the catch-all finds the records of other mailboxes long after delivery", async () => {
  await notified.storeAndNotify("1", "ann");
  await notified.storeAndNotify("2", "ann", "nobody");
  await notified.import({ mailbox: "ann" });
  notified.minutes = 3 * 24 * 60;
  expect(await notified.import()).toMatchObject({ delivered: 1, redundantCopies: 1, outcome: "done" });
  expect(notified.ids).toEqual({ ann: ["1", "2"], bob: [], carol: ["2"] });
  expect(envelopeFiles()).toEqual([]);
});

test("other mailboxes find the catch-all's records long after its delivery", async () => {
  await notified.storeAndNotify("1", "ann");
  await notified.import({ mailbox: "carol" });
  const records = envelopeFiles();
  expect(await notified.import({ mailbox: "ann" })).toMatchObject({ delivered: 1, awaitingEnvelope: 0 });
  expect(records).toHaveLength(1);
  expect(envelopeFiles()).toEqual([]);
});

test("a skipped copy is skipped again when SES stores it again", async () => {
  const records = await notified.store("1", "ann");
  for (const record of records.values()) notified.queue.send(record);
  await notified.import();
  await notified.host.put("carol/1");
  notified.minutes = 60;
  expect(await notified.import()).toMatchObject({ delivered: 0, deleted: 1 });
  expect(notified.idsOf("carol")).toEqual([]);
});

test("a copy that cannot be deleted is not delivered after its record was deleted", async () => {
  await notified.storeAndNotify("1", "ann");
  const openStore = async (region: { bucket: string }) => {
    const store = await notified.host.openStore(region.bucket);
    store.deleteMany = (requests) =>
      Promise.resolve(requests.map(({ key }) => ({ key, outcome: "failed" as const, reason: "not now" })));
    return store;
  };
  await notified.import({ openStore });
  expect(await notified.host.waiting()).toEqual(["ann/1", "carol/1"]);
  notified.minutes = 60;
  await notified.import();
  expect(notified.ids).toEqual({ ann: ["1"], bob: [], carol: [] });
  expect(await notified.host.waiting()).toEqual([]);
});

test("without its queue the import continues with a report", async () => {
  await notified.storeAndNotify("1", "ann");
  notified.queue.fault = { at: "open", error: new QueueError("no such queue") };
  notified.minutes = 3;
  expect(await notified.import()).toMatchObject({ delivered: 2, outcome: "try-later", problems: [{ kind: "queue" }] });
});

test("a dry run removes nothing from the queue", async () => {
  await notified.storeAndNotify("1", "ann");
  await notified.import({ dryRun: true });
  expect(notified.queue.left).toBe(2);
  expect(envelopeFiles()).toEqual([]);
});

describe("several hosts", () => {
  const HOSTS: Readonly<Record<string, string>> = { ann: "one", bob: "two", carol: "one" };
  const on = (host: string) => {
    const { mailboxes, ...settings } = notified.host.settings;
    const [first, ...rest] = mailboxes.map((mailbox) => ({ ...mailbox, host: HOSTS[mailbox.user] }));
    return { ...settings, mailboxes: [first!, ...rest] as const, host };
  };

  test("the catch-all skips copies that another host's mailboxes have", async () => {
    await notified.storeAndNotify("1", "bob");
    await notified.storeAndNotify("2", "bob", "nobody");
    await notified.storeAndNotify("3", "ann", "bob");
    const report = await notified.import({ settings: on("one") });
    expect(notified.ids).toEqual({ ann: ["3"], bob: [], carol: ["2"] });
    expect(report).toMatchObject({ delivered: 2, redundantCopies: 2, deleted: 4, outcome: "done" });
    expect(await notified.host.waiting()).toEqual(["bob/1", "bob/2", "bob/3"]);
    expect(envelopeFiles()).toEqual([]);
    expect(notified.queue.left).toBe(0);
  });

  test("a host keeps no records that its importer would never read", async () => {
    await notified.storeAndNotify("1", "ann", "bob");
    await notified.import({ settings: on("two") });
    expect(notified.ids).toEqual({ ann: [], bob: ["1"], carol: [] });
    expect(await notified.host.waiting()).toEqual(["ann/1", "carol/1"]);
    expect(envelopeFiles()).toEqual([]);
  });
});
