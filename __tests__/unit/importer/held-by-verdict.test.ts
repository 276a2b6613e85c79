import { rmSync } from "node:fs";
import { join } from "node:path";
import { InProcessHost } from "../../../fixtures/host/in-process-host";
import { importerDefaults } from "../../../fixtures/importer-settings";
import { sesBlock } from "../../../fixtures/ses-block";
import { nodeDisk } from "../../../importer/machine/node-disk";
import { DirectoryStore } from "../../../store/directory-store";
import { writeReleased } from "../../../importer/state/released/released-messages";

let host: InProcessHost;
const { verdicts } = importerDefaults;
const message = (dmarc: string) => `${sesBlock({ dmarc })}Subject: x\r\n\r\nhello\r\n`;
beforeEach(async () => {
  host = await InProcessHost.create("ann", "bob");
  host.importer = { verdicts: { ...verdicts, dmarcReject: "hold" } };
  for (const key of ["ann/1", "ann/2", "bob/1"])
    await host.put(key, message("dmarc=fail (p=reject) header.from=bank.example"));
});
afterEach(() => host.remove());

/** One import, and the keys of its downloads. */
async function importNow(options: Parameters<InProcessHost["import"]>[0] = {}) {
  const downloads: string[] = [];
  const store = new DirectoryStore(join(host.storeDirectory, "mail"));
  const get = store.get.bind(store);
  store.get = (key) => (downloads.push(key), get(key));
  const openStore = () => Promise.resolve(store);
  const { outcome, heldCount, held, delivered } = await host.import({ openStore, ...options });
  const reasons = held.map(({ key, cause, mailbox, reason }) => [key, cause, mailbox, reason]);
  return { outcome, heldCount, reasons, delivered, downloads: downloads.sort() };
}

const everyKey = ["ann/1", "ann/2", "bob/1"];

test("held messages are downloaded once, and reported by each import", async () => {
  const first = await importNow();
  expect(first).toMatchObject({ outcome: "some-held", heldCount: 3, downloads: everyKey });
  for (const options of [{}, { mailbox: "ann" }, { dryRun: true }, {}]) {
    const { downloads, reasons } = await importNow(options);
    expect(downloads).toEqual([]);
    const ofMailbox = first.reasons.filter(([, , user]) => options.mailbox === undefined || user === options.mailbox);
    expect([...reasons].sort()).toEqual([...ofMailbox].sort());
  }
});

test("a held message is delivered by the next import when the settings change", async () => {
  await importNow();
  host.importer = { verdicts };
  expect(await importNow()).toMatchObject({ outcome: "done", delivered: 3, downloads: everyKey });
});

test("a held message is delivered by the next import after a release", async () => {
  await importNow();
  let etag = "";
  for await (const page of host.bucket.list("bob/")) etag = page[0]!.etag;
  await writeReleased(nodeDisk, host.state, [{ bucket: "mail", key: "bob/1", etag }]);
  expect(await importNow()).toMatchObject({ heldCount: 2, delivered: 1, downloads: ["bob/1"] });
});

test("a replaced message, or all after the loss of the file, are downloaded again", async () => {
  await importNow();
  await host.put("ann/2", message("dmarc=pass header.from=bank.example"));
  expect(await importNow()).toMatchObject({ heldCount: 2, delivered: 1, downloads: ["ann/2"] });
  rmSync(join(host.state, "held-verdicts"));
  expect(await importNow()).toMatchObject({ heldCount: 2, downloads: ["ann/1", "bob/1"] });
});
