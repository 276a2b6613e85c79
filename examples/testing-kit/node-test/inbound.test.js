// Uses the rules of a synthesized stack and stores into a directory. Needs only Node.
const assert = require("node:assert/strict");
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { after, before, test } = require("node:test");
const { startInbound } = require("standby-mx/testing");

const directory = mkdtempSync(join(tmpdir(), "inbound-"));
let inbound;

before(async () => {
  inbound = await startInbound({ rules: join(__dirname, "../cdk.tf.json"), store: `dir:${directory}` });
});
after(async () => {
  await inbound?.close();
  rmSync(directory, { recursive: true });
});

test("one recipient of two is accepted", async () => {
  const to = ["alice@example.org", "eve@example.org"];
  const { messageId, replies } = await inbound.send({ from: "bob@example.net", to, message: "Subject: hello\n\nHi\n" });
  assert.equal(replies.get("alice@example.org"), `250 OK ${messageId}`);
  assert.match(replies.get("eve@example.org"), /^550 5\.1\.1 /);
  const object = await inbound.waitForObject(messageId, { bucket: "inbound-mail", keyPrefix: "alice/" });
  assert.equal(object.header("Subject"), "hello");
});
