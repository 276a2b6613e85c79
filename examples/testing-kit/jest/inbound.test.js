// Uses the rules of a synthesized stack and stores into a directory. Needs only Node.
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { startInbound } = require("standby-mx/testing");

const directory = mkdtempSync(join(tmpdir(), "inbound-"));
let inbound;

beforeAll(async () => {
  inbound = await startInbound({ rules: join(__dirname, "../cdk.tf.json"), store: `dir:${directory}` });
});
afterAll(async () => {
  await inbound?.close();
  rmSync(directory, { recursive: true });
});

test("mail for Alice is stored under her prefix, behind the headers of SES", async () => {
  const message = "From: bob@example.net\r\nSubject: hello\r\n\r\nHi Alice\r\n";
  const { messageId } = await inbound.send({ from: "bob@example.net", to: "alice@example.org", message });
  const object = await inbound.waitForObject(messageId);
  expect(object.key).toBe(`alice/${messageId}`);
  expect(object.header("Return-Path")).toBe("<bob@example.net>");
  expect(object.header("subject")).toBe("hello");
  expect(object.bytes.toString().endsWith(message)).toBe(true);
});

test("mail for a stranger is refused", async () => {
  const { messageId, replies } = await inbound.send({ from: "", to: "eve@example.org", message: "\r\n" });
  expect(messageId).toBeUndefined();
  expect(replies.get("eve@example.org")).toMatch(/^550 5\.1\.1 /);
});
