import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startInbound } from "../../../testing";
import type { Inbound } from "../../../testing/api";

const rules = resolve(__dirname, "../../../examples/testing-kit/cdk.tf.json");
const directory = mkdtempSync(join(tmpdir(), "testing-kit-"));
const alice = "alice@example.org";
let inbound: Inbound;

beforeAll(async () => {
  inbound = await startInbound({ rules, store: `dir:${directory}` });
});
afterAll(async () => {
  await inbound?.close();
  rmSync(directory, { recursive: true });
});

describe("startInbound", () => {
  test("sends a message byte for byte and reads the object", async () => {
    const message = Buffer.from("Subject: a\r\n folded\r\n\r\n.dot\r\n\xff bare\nfeed\r\n", "latin1");
    const { messageId, replies } = await inbound.send({ from: "bob@example.net", to: alice, message });
    expect(replies).toEqual(new Map([[alice, `250 OK ${messageId}`]]));
    const object = await inbound.waitForObject(messageId!, { bucket: "inbound-mail", keyPrefix: "alice/" });
    expect(object.bytes).toEqual(readFileSync(join(directory, object.bucket, object.key)));
    expect(object.bytes.subarray(-message.length)).toEqual(message);
    expect(object.headers[0]).toEqual({ name: "Return-Path", value: "<bob@example.net>" });
    expect(object.header("SUBJECT")).toBe("a folded");
    expect(object.header("X-None")).toBeUndefined();
  });

  test("gives each recipient's reply", async () => {
    const { messageId, replies } = await inbound.send({ from: "", to: ["eve@example.org"], message: "" });
    expect(messageId).toBeUndefined();
    expect(replies.get("eve@example.org")).toMatch(/^550 5\.1\.1 /);
  });

  test("names the key of an object that has another prefix", async () => {
    const { messageId } = await inbound.send({ from: "", to: alice, message: "Subject: x\n\n" });
    await inbound.waitForObject(messageId!);
    await expect(inbound.waitForObject(messageId!, { keyPrefix: "bob/", timeoutMs: 1 })).rejects.toThrow(
      `expected an object of message ${messageId} at <any bucket>/bob/, found inbound-mail/alice/${messageId}, after 0.001 s`,
    );
  });

  test("reports an unknown message", async () => {
    await expect(inbound.waitForObject("x", { timeoutMs: 1 })).rejects.toThrow(
      "expected an object of message x at <any bucket>/, found no message with this id at the endpoint, after 0.001 s",
    );
  });

  test("rejects with the error of an endpoint that does not start", async () => {
    await expect(startInbound({ rules: join(directory, "none.json"), store: `dir:${directory}` })).rejects.toThrow(
      /standby-mx inbound has ended; .*none\.json/s,
    );
  });

  test("leaves no process, also while a test waits", async () => {
    const other = await startInbound({ rules, store: `dir:${directory}` });
    await other.send({ from: "", to: "eve@example.org", message: "" });
    const waiting = expect(other.waitForObject("x")).rejects.toThrow(/^standby-mx inbound has ended; expected/);
    await other.close();
    await waiting;
    expect(other.events).toContainEqual(expect.objectContaining({ kind: "refused", recipient: "eve@example.org" }));
    await expect(other.send({ from: "", to: alice, message: "" })).rejects.toThrow(/^no reply of .*connection refused/);
  });
});
