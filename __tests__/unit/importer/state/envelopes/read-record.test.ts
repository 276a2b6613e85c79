import fc from "fast-check";
import { anyText } from "../../../../../fixtures/any-text";
import { readRecord } from "../../../../../importer/state/envelopes/read-record";
import { notification, TOPIC } from "./memory-queue";

const origin = { topicArns: [TOPIC], bucket: "mail" };
const read = (value: unknown) => readRecord(JSON.stringify(value), origin);
const sound = notification("alice/id1", ["alice@example.org", "Alice+label@example.org"]);
const soundWith = (receipt: object, action: object = {}) => ({
  ...sound,
  receipt: { ...sound.receipt, ...receipt, action: { ...sound.receipt.action, ...action } },
});

test("reads what SES has published since 2019", () => {
  // As received from SES in 2019, shortened in its headers, with names of the documentation.
  const real = {
    notificationType: "Received",
    mail: {
      timestamp: "2019-04-23T14:32:52.371Z",
      source: "sender@example.net",
      messageId: "bs82kksd5uhl2b598fhhro1scu3d05a39id0gdg1",
      destination: ["no-reply@example.com"],
      headersTruncated: false,
      headers: [{ name: "Return-Path", value: "<sender@example.net>" }],
      commonHeaders: { returnPath: "sender@example.net", from: ["..."], to: ["no-reply@example.com"], subject: "test" },
    },
    receipt: {
      timestamp: "2019-04-23T14:32:52.371Z",
      processingTimeMillis: 477,
      recipients: ["no-reply@example.com"],
      spamVerdict: { status: "PASS" },
      virusVerdict: { status: "PASS" },
      spfVerdict: { status: "PASS" },
      dkimVerdict: { status: "PASS" },
      dmarcVerdict: { status: "PASS" },
      action: {
        type: "S3",
        topicArn: "arn:aws:sns:us-east-1:111122223333:SNSForwardEmails",
        bucketName: "receive-email-forward-sns",
        objectKeyPrefix: "",
        objectKey: "bs82kksd5uhl2b598fhhro1scu3d05a39id0gdg1",
      },
    },
  };
  const { topicArn, bucketName } = real.receipt.action;
  expect(readRecord(JSON.stringify(real), { topicArns: [topicArn], bucket: bucketName })).toEqual({
    kind: "envelope",
    key: "bs82kksd5uhl2b598fhhro1scu3d05a39id0gdg1",
    envelope: { sender: "sender@example.net", recipients: ["no-reply@example.com"] },
  });
});

test.each(["", "<>"])("reads the source %j as the null sender", (source) => {
  expect(read(notification("alice/id1", ["alice@example.org"], { source }))).toMatchObject({
    envelope: { sender: "" },
  });
});

test("recognizes SES's test record by its message id", () => {
  const mail = { messageId: "AMAZON_SES_SETUP_NOTIFICATION" };
  expect(read({ mail })).toEqual({ kind: "setup" });
  expect(read(notification("alice/AMAZON_SES_SETUP_NOTIFICATION", ["recipient@example.com"]))).toEqual({
    kind: "setup",
  });
});

test.each([
  ["no JSON", "Successfully validated", "expected JSON"],
  ["nothing", "", "expected JSON"],
  ["a list", "[]", "expected SES's notification of an S3 action"],
  ["null", "null", "expected SES's notification of an S3 action"],
  ["a bounce", JSON.stringify({ ...sound, notificationType: "Bounce" }), "notificationType"],
  ["another action", JSON.stringify(soundWith({}, { type: "SNS" })), "receipt.action.type"],
  ["no recipient", JSON.stringify(soundWith({ recipients: [] })), "receipt.recipients"],
  ["a recipient with a line end", JSON.stringify(soundWith({ recipients: ["a@b\r\nX: y"] })), "receipt.recipients.0"],
  ["a sender with brackets", JSON.stringify({ ...sound, mail: { source: "<a@b> <c@d>" } }), "mail.source"],
  ["an empty key", JSON.stringify(soundWith({}, { objectKey: "" })), "receipt.action.objectKey"],
  ["another bucket", JSON.stringify(soundWith({}, { bucketName: "other" })), 'expected the bucket mail, found "other"'],
  [
    "another account",
    JSON.stringify(soundWith({}, { topicArn: TOPIC.replace("1111", "4444") })),
    `expected the topic ${TOPIC}, found "arn:aws:sns:eu-west-1:4444`,
  ],
  [
    "SNS's own JSON around it",
    JSON.stringify({ Type: "Notification", Message: JSON.stringify(sound) }),
    "expected SES's",
  ],
])("treats %s as foreign, with the reason", (_, body, reason) => {
  expect(readRecord(body, origin)).toEqual({ kind: "foreign", reason: expect.stringContaining(reason) as string });
});

test("never throws, and gives no address that could break a header or a command", () => {
  const damaged = fc.tuple(fc.nat(JSON.stringify(sound).length), fc.nat(40), anyText()).map(([from, length, put]) => {
    const text = JSON.stringify(sound);
    return text.slice(0, from) + put + text.slice(from + length);
  });
  const addresses = fc.array(fc.oneof(anyText(), fc.emailAddress()), { maxLength: 3 });
  const unexpected = fc
    .tuple(addresses, fc.oneof(anyText(), fc.emailAddress(), fc.anything()))
    .map(([recipients, source]) => JSON.stringify(notification("alice/id1", recipients, { source })));
  let envelopes = 0;
  fc.assert(
    fc.property(fc.oneof(damaged, unexpected, fc.json(), anyText()), (body) => {
      const record = readRecord(body, origin);
      if (record.kind !== "envelope") return;
      envelopes++;
      const { sender, recipients } = record.envelope;
      expect(recipients.length).toBeGreaterThan(0);
      for (const address of [sender, ...recipients]) {
        // RFC 6531 section 3.3 allows every character from U+0080 on.
        expect(address).not.toMatch(/[\0-\x1f\x7f]/);
        expect(address.replace(/"(?:[^"\\]|\\.)*"/g, "")).not.toMatch(/[<> ]/);
      }
    }),
    { numRuns: 2000 },
  );
  expect(envelopes).toBeGreaterThan(50);
});
