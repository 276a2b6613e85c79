import { readdirSync } from "node:fs";
import { InProcessHost } from "../../../fixtures/host/in-process-host";
import { machineWith } from "../../../fixtures/host/machine-with";
import { type ScriptedSmtp, scriptedSmtp } from "../../../fixtures/smtp/scripted-smtp";
import type { ImportOptions } from "../../../importer/import";
import { DAY_MS } from "../../../lib/time";
import type { Store } from "../../../store/store";
import { StoreError } from "../../../store/store-error";

let host: InProcessHost;
beforeEach(async () => (host = await InProcessHost.create("bob")));
afterEach(() => host.remove());

const listing = (list: Store["list"]) => host.storeWith({ list });

/** Imports whose listing lacks the objects below `ann/`, which are in the bucket. */
const blind: readonly (readonly [string, () => Partial<ImportOptions>])[] = [
  ["of another mailbox only", () => ({ mailbox: "bob" })],
  [
    "whose listing breaks off",
    () =>
      listing(async function* () {
        await Promise.resolve();
        throw new StoreError("unavailable", "gone");
      }),
  ],
  [
    "whose listing cannot be read there",
    () =>
      listing((_, unreadable) => {
        unreadable?.({ key: "ann/1", reason: "no ETag" });
        return host.bucket.list("bob/");
      }),
  ],
];

describe("an import whose listing lacks mail of the bucket", () => {
  let server: ScriptedSmtp;
  beforeEach(async () => (server = await scriptedSmtp((step) => (step === "message" ? "hang up" : undefined))));
  afterEach(() => server.close());

  test.each(blind)("keeps the record of each attempt: %s", async (_, options) => {
    const destination = { kind: "smtp", server: server.address, recipients: "mailbox", onUnknown: "hold" } as const;
    host.addMailbox("ann", { destination });
    for (const key of ["ann/1", "bob/1"]) await host.put(key);
    const held = [{ key: "ann/1", cause: "unknown-delivery" }];
    expect(await host.import()).toMatchObject({ delivered: 1, held });
    await host.import(options());
    expect(await host.import()).toMatchObject({ delivered: 0, held });
    expect(server.transactions).toHaveLength(1);
  });

  test("keeps each delivered message in its list", async () => {
    host.addMailbox("ann");
    await host.put("ann/1");
    const deleteMany: Store["deleteMany"] = (requests) =>
      Promise.resolve(requests.map(({ key }) => ({ key, outcome: "failed", reason: "busy" })));
    expect(await host.import(host.storeWith({ deleteMany }))).toMatchObject({ delivered: 1, deleted: 0 });
    // Each import adds a list of delivered messages. A merge of many lists drops messages that no listing had for long.
    const machine = machineWith({ now: () => Date.now() + 60 * DAY_MS });
    for (let n = 0; n < 20; n++) {
      await host.put(`bob/${n}`);
      expect(await host.import({ mailbox: "bob", machine })).toMatchObject({ delivered: 1 });
    }
    expect(await host.import({ machine })).toMatchObject({ delivered: 0, deleted: 1, outcome: "done" });
    expect(host.files("ann")).toHaveLength(1);
  });
});

test.each([
  ["was 60 days behind at the delivery", -60, 0],
  ["is a year ahead when old messages are forgotten", 0, 365],
])("a message that SES stores again is not delivered again, if the clock %s", async (_, atDelivery, later) => {
  const machineAfter = (days: number) => machineWith({ now: () => Date.now() + days * DAY_MS });
  await host.put("bob/0");
  expect(await host.import({ machine: machineAfter(atDelivery) })).toMatchObject({ delivered: 1 });
  for (let n = 1; n < 16; n++) {
    await host.put(`bob/${n}`);
    expect(await host.import({ machine: machineAfter(later) })).toMatchObject({ delivered: 1 });
  }
  await host.put("bob/0");
  expect(await host.import()).toMatchObject({ delivered: 0, deleted: 1, outcome: "done" });
  expect(host.files("bob")).toHaveLength(16);
});

test("the journal of a run is emptied before it has many more messages than its limit", async () => {
  for (let n = 0; n < 12; n++) await host.put(`bob/${n}`);
  expect(await host.import({ limits: { maxBatchMessages: 1, maxJournalMessages: 2 } })).toMatchObject({ deleted: 12 });
  // One list of delivered messages for each emptying of the journal, not one for the whole run.
  const lists = readdirSync(host.state).filter((name) => name.startsWith("delivered.mail."));
  expect(lists.length).toBeGreaterThan(1);
});
