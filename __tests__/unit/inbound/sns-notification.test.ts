import type { StoredMessage } from "../../../inbound/message-actions";
import { notificationOf } from "../../../inbound/sns-notification";

const id = "bs82kksd5uhl2b598fhhro1scu3d05a39id0gdg1";
const receivedAt = new Date("2019-04-23T14:32:52.371Z");
const publishedAt = new Date("2019-04-23T14:32:52.848Z");

const block = [
  "Return-Path: <sender@example.net>",
  "Received: from mail.example.net (mail.example.net [192.0.2.1])",
  ` by inbound-smtp.us-east-1.amazonaws.com with SMTP id ${id}`,
  " for no-reply@example.com;",
  " Tue, 23 Apr 2019 14:32:52 +0000 (UTC)",
  "X-SES-Spam-Verdict: PASS",
];
const message = [
  "Date: Tue, 23 Apr 2019 11:32:42 -0300",
  'From: "Sender, A." <sender@example.net>',
  "To: no-reply@example.com, Other <other@example.com>",
  "Cc: friends: one@example.com, two@example.com;",
  "Message-ID: <x@mail.example.net>",
  "Subject: Fwd:",
  "\ttest",
];

function stored(lines: readonly string[], change: Partial<StoredMessage> = {}): StoredMessage {
  const content = Buffer.from(["", "Body: no header", ""].join("\r\n"));
  const action = {
    type: "S3",
    bucketName: "mail",
    objectKeyPrefix: "in",
    topicArn: "arn:aws:sns:us-east-1:111122223333:t",
  } as const;
  return {
    message: {
      id,
      receivedAt,
      sender: "sender@example.net",
      recipients: ["no-reply@example.com", "else@example.com"],
      client: { ip: "192.0.2.1", hostname: undefined, helo: "mail.example.net" },
      tls: false,
      content,
    },
    write: {
      rule: { name: "r", enabled: true, scanEnabled: true, tlsPolicy: "Optional", recipients: [], actions: [action] },
      action,
      recipients: ["no-reply@example.com"],
      addedHeaders: [],
    },
    place: { rule: "r", bucket: "mail", key: `in/${id}` },
    authentication: {
      spf: { verdict: "PASS", receivedSpf: "pass" },
      dkim: { verdict: "GRAY", signatures: [] },
      dmarc: { verdict: "GRAY", result: "none", domain: "example.net", policy: undefined },
    },
    content: { spam: "PASS", virus: "PASS" },
    object: Buffer.from([...lines, ...content.toString("latin1").split("\r\n")].join("\r\n")),
    ...change,
  };
}

interface Notification {
  mail: {
    headers: { name: string; value: string }[];
    headersTruncated: boolean;
    commonHeaders: object;
    destination: string[];
  };
  receipt: { dmarcPolicy?: string };
}
/** The notification, read from its JSON. */
const published = (what: StoredMessage) =>
  JSON.parse(JSON.stringify(notificationOf(what, publishedAt))) as Notification;

test("has the members and the spelling of real notifications", () => {
  expect(published(stored([...block, ...message]))).toEqual({
    notificationType: "Received",
    mail: {
      timestamp: "2019-04-23T14:32:52.371Z",
      source: "sender@example.net",
      messageId: id,
      destination: ["no-reply@example.com", "other@example.com", "one@example.com", "two@example.com"],
      headersTruncated: false,
      headers: [
        { name: "Return-Path", value: "<sender@example.net>" },
        {
          name: "Received",
          value:
            "from mail.example.net (mail.example.net [192.0.2.1]) by inbound-smtp.us-east-1.amazonaws.com with SMTP id " +
            `${id} for no-reply@example.com; Tue, 23 Apr 2019 14:32:52 +0000 (UTC)`,
        },
        { name: "X-SES-Spam-Verdict", value: "PASS" },
        { name: "Date", value: "Tue, 23 Apr 2019 11:32:42 -0300" },
        { name: "From", value: '"Sender, A." <sender@example.net>' },
        { name: "To", value: "no-reply@example.com, Other <other@example.com>" },
        { name: "Cc", value: "friends: one@example.com, two@example.com;" },
        { name: "Message-ID", value: "<x@mail.example.net>" },
        { name: "Subject", value: "Fwd:\ttest" },
      ],
      commonHeaders: {
        returnPath: "sender@example.net",
        from: ['"Sender, A." <sender@example.net>'],
        date: "Tue, 23 Apr 2019 11:32:42 -0300",
        to: ["no-reply@example.com", "Other <other@example.com>"],
        cc: ["one@example.com", "two@example.com"],
        messageId: "<x@mail.example.net>",
        subject: "Fwd:\ttest",
      },
    },
    receipt: {
      timestamp: "2019-04-23T14:32:52.371Z",
      processingTimeMillis: 477,
      recipients: ["no-reply@example.com"],
      spamVerdict: { status: "PASS" },
      virusVerdict: { status: "PASS" },
      spfVerdict: { status: "PASS" },
      dkimVerdict: { status: "GRAY" },
      dmarcVerdict: { status: "GRAY" },
      action: {
        type: "S3",
        topicArn: "arn:aws:sns:us-east-1:111122223333:t",
        bucketName: "mail",
        objectKeyPrefix: "in",
        objectKey: `in/${id}`,
      },
    },
  });
});

test("names the policy of DMARC only when the check failed", () => {
  const dmarc = { verdict: "FAIL", result: "fail", domain: "example.net", policy: "reject" } as const;
  const { authentication } = stored([]);
  expect(published(stored(block)).receipt).not.toHaveProperty("dmarcPolicy");
  expect(published(stored(block, { authentication: { ...authentication, dmarc } })).receipt.dmarcPolicy).toBe("reject");
});

test("accepts a message without headers", () => {
  const { mail } = published(stored(block));
  expect(mail.destination).toEqual([]);
  expect(mail.commonHeaders).toEqual({ returnPath: "sender@example.net" });
});

test("reports headers that it truncates beyond 10 KB", () => {
  const long = (count: number) => Array.from({ length: count }, (_, i) => `X-Long-${i}: ${"x".repeat(1_000)}`);
  expect(published(stored([...block, ...long(5)])).mail.headersTruncated).toBe(false);
  const { headers, headersTruncated } = published(stored([...block, ...long(20)])).mail;
  expect(headersTruncated).toBe(true);
  expect(headers[0]?.name).toBe("Return-Path");
  const size = headers.reduce((sum, { name, value }) => sum + name.length + value.length + 4, 0);
  expect(size).toBeLessThanOrEqual(10 * 1024);
  expect(size).toBeGreaterThan(9 * 1024);
});

test("keeps headers in UTF-8 and accepts bare line feeds", () => {
  const object = Buffer.from("Subject: Grüße\nX-Next: 1\n\nX-Body: 2\n");
  expect(published(stored([], { object })).mail.headers).toEqual([
    { name: "Subject", value: "Grüße" },
    { name: "X-Next", value: "1" },
  ]);
});
