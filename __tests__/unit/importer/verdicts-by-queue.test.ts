import { utimesSync } from "node:fs";
import { join } from "node:path";
import { sesBlock } from "../../../fixtures/ses-block";
import { InProcessHost } from "../../../fixtures/host/in-process-host";

const topicArn = "arn:aws:sns:eu-west-1:111122223333:mail-envelopes";
let host: InProcessHost;
beforeEach(async () => (host = await InProcessHost.create("ann")));
afterEach(() => host.remove());

/** A queue with one record of a message with these recipients, whose DMARC check failed. */
function queueSaying(key: string, recipients: readonly string[], dmarcPolicy: unknown) {
  const record = {
    notificationType: "Received",
    mail: { source: "sender@sender.example", messageId: "x" },
    receipt: { recipients, dmarcPolicy, action: { type: "S3", topicArn, bucketName: "mail", objectKey: key } },
  };
  let records = [{ body: JSON.stringify(record), handle: "1" }];
  return () =>
    Promise.resolve({
      name: "mail-envelopes",
      topicArns: [topicArn],
      receive: () => Promise.resolve(records),
      remove: () => Promise.resolve(void (records = [])),
      close: () => undefined,
    });
}

async function storeOld(key: string): Promise<string> {
  const text = `${sesBlock({ dmarc: "dmarc=fail header.from=bank.example" })}Subject: x\r\n\r\n`;
  await host.put(key, text);
  const old = new Date(Date.now() - 3_600_000);
  utimesSync(join(host.storeDirectory, "mail", key), old, old);
  return text.replaceAll("\r\n", "\n");
}

test.each([
  ["reject", ".Junk"],
  ["quarantine", "."],
  ["none", "."],
  [undefined, "."],
  // An unknown policy does not invalidate the envelope.
  [{ odd: true }, "."],
])("the policy in the queue's record, %j, decides about a DMARC failure", async (policy, folder) => {
  const text = await storeOld("ann/1");
  host.importer = { addedHeaders: true };
  const openQueue = queueSaying("ann/1", ["Ann+bank@example.org", "ann@example.org"], policy);
  expect(await host.import({ openQueue })).toMatchObject({ delivered: 1, outcome: "done" });
  expect(host.messages("ann", folder)).toEqual([
    expect.stringMatching(
      /^X-Original-To: Ann\+bank@example.org\nX-Original-To: ann@example.org\nDelivered-To: Ann\+bank@example.org\nX-St/,
    ),
  ]);
  expect(host.messages("ann", folder)[0]?.endsWith(text)).toBe(true);
});

test("without a queue the policy is unknown, and the message is delivered", async () => {
  const text = await storeOld("ann/1");
  expect(await host.import()).toMatchObject({ delivered: 1, outcome: "done" });
  expect(host.messages("ann")).toEqual([text]);
});
