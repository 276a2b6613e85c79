import { chmodSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";
import { sesBlock } from "../../../../fixtures/ses-block";
import { type ScriptedSmtp, scriptedSmtp } from "../../../../fixtures/smtp/scripted-smtp";
import type { ImportOptions } from "../../../../importer/import";
import { MAX_OBJECT_BYTES } from "../../../../importer/listing/classify";
import type { ImportReport } from "../../../../importer/report";
import type { Destination, ServerDestination } from "../../../../settings/model";
import type { Store } from "../../../../store/store";
import { StoreError } from "../../../../store/store-error";
import { NotifiedHost } from "../state/envelopes/notified-host";

let host: InProcessHost;
let server: ScriptedSmtp;

beforeAll(async () => (server = await scriptedSmtp()));
afterAll(() => server.close());
beforeEach(async () => {
  host = await InProcessHost.create("ann");
  await host.put("ann/sound");
});
afterEach(() => host.remove());

function countsOf({ delivered, deleted, heldCount, waiting, redundantCopies, held, outcome }: ImportReport) {
  const causes = held.map(({ key, cause, reason }) => [key, cause, reason]).sort();
  return { delivered, deleted, heldCount, waiting, redundantCopies, causes, outcome };
}

/** Expects that a dry run counts what a run right after it counts, and returns these counts. */
async function expectEqualRuns(importOnce: (options: Partial<ImportOptions>) => Promise<ImportReport>) {
  const dry = countsOf(await importOnce({ dryRun: true }));
  const real = countsOf(await importOnce({}));
  expect(dry).toEqual(real);
  return real;
}
const runs = (more: Partial<ImportOptions> = {}) => expectEqualRuns((options) => host.import({ ...more, ...options }));

const serverOf = (kind: ServerDestination["kind"], recipients: ServerDestination["recipients"]): Destination => ({
  ...{ kind, server: server.address, recipients, onUnknown: "resend" },
});
const verdicts = { virus: "hold", spam: "junk", dmarcReject: "quarantine" } as const;
const virus = `${sesBlock({ virus: "FAIL" })}Subject: v\r\n\r\n`;

describe("a dry run counts as the run after it", () => {
  test("a message that a verdict holds, for a Maildir and for a server", async () => {
    host.importer = { verdicts };
    host.addMailbox("bob", { destination: serverOf("lmtp", "mailbox") });
    for (const user of ["ann", "bob"]) await host.put(`${user}/virus`, virus);
    await host.put("ann/spam", `${sesBlock({ spam: "FAIL" })}Subject: s\r\n\r\n`);
    expect(await runs()).toMatchObject({ delivered: 2, deleted: 2, heldCount: 2 });
  });

  test("an object that is too large", async () => {
    await host.put("ann/large");
    truncateSync(join(host.storeDirectory, "mail/ann/large"), MAX_OBJECT_BYTES + 1);
    expect(await runs()).toMatchObject({ delivered: 1, heldCount: 1 });
  });

  test("a message whose bytes are damaged", async () => {
    await host.put("ann/damaged", "Subject: x\r\n\r\n");
    const store = await host.openStore("mail");
    const get: Store["get"] = async (key) => {
      const object = await store.get(key);
      if (key !== "ann/damaged") return object;
      object.body.destroy();
      return { ...object, body: Readable.from([Buffer.from("Subject: y\r\n\r\n")]) };
    };
    const openStore = () => Promise.resolve(Object.assign(Object.create(store) as Store, { get }));
    const { causes } = await runs({ openStore });
    expect(causes).toEqual([["ann/damaged", "damaged", expect.stringContaining("expected MD5") as string]]);
  });

  test("a message for unknown recipients", async () => {
    const addresses = ["bob@example.org", "robert@example.org"];
    host.addMailbox("bob", { addresses, destination: serverOf("smtp", "envelope") });
    await host.put("bob/1");
    expect((await runs()).causes).toEqual([["bob/1", "unknown-recipients", expect.anything()]]);
  });

  test("mail for a mailbox that is suspended, and for a server that is down", async () => {
    host.addMailbox("bob");
    chmodSync(host.maildir("bob"), 0o777);
    host.addMailbox("cem", {
      destination: {
        kind: "lmtp",
        server: { path: join(host.directory, "none") },
        recipients: "mailbox",
        onUnknown: "hold",
      },
    });
    for (const key of ["bob/1", "bob/2", "cem/1"]) await host.put(key);
    expect(await runs()).toMatchObject({ delivered: 1, waiting: 3, outcome: "try-later" });
  });

  test("mail for servers and commands", async () => {
    host.addMailbox("bob", { destination: serverOf("lmtp", "mailbox") });
    host.addMailbox("cem", { destination: serverOf("smtp", "envelope") });
    const program = join(host.directory, "program");
    writeFileSync(program, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    host.addMailbox("dan", { destination: { kind: "command", command: [program], onUnknown: "hold" } });
    for (const user of ["bob", "cem", "dan"]) await host.put(`${user}/1`);
    expect(await runs()).toMatchObject({ delivered: 4, deleted: 4, outcome: "done" });
  });

  test("copies that the catch-all does not get", async () => {
    const notified = await NotifiedHost.create();
    try {
      await notified.storeAndNotify("1", "ann");
      // Collects the records without a delivery.
      await notified.import({ openStore: () => Promise.reject(new StoreError("unavailable", "no")) });
      const counts = await expectEqualRuns((options) => notified.import(options));
      expect(counts).toMatchObject({ delivered: 1, deleted: 2, redundantCopies: 1 });
    } finally {
      notified.host.remove();
    }
  });

  test("a store that does not respond", async () => {
    const store = await host.openStore("mail");
    const get: Store["get"] = () => Promise.reject(new StoreError("unavailable", "no"));
    const openStore = () => Promise.resolve(Object.assign(Object.create(store) as Store, { get }));
    expect(await runs({ openStore })).toMatchObject({ delivered: 0, waiting: 1, outcome: "try-later" });
  });
});
