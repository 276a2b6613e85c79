import type { LocalPartCase } from "./address";
import { MINUTE_MS } from "../lib/time";
import { MAX_MESSAGE_BYTES, MESSAGE_TOO_LARGE } from "./message-size";
import type { RecipientRefusal } from "./recipient-refusal";
import type { SmtpReply } from "./smtp-reply";
import { MIB } from "../lib/bytes";

/**
 * Behaviour of SES that AWS does not document and no real message has shown: each choice with its reason. docs/inbound.md shows this
 * table. A live account may prove a choice wrong; the choice is then changed here.
 */
export const undocumented = {
  localPartCase: {
    value: "ignored" as LocalPartCase,
    why:
      "Nearly every mailbox ignores it, and a refusal by the standby is final; AWS speaks of case for sending only. " +
      "--case-sensitive tests the other possibility.",
  },
  addressSyntax: {
    value: "lenient",
    why: "Addresses such as some..one@example.net are against RFC 5321 and in use; AWS documents no refusal of them.",
  },
  quotedLocalPart: {
    value:
      'accepted; `"alice"@example.org` is alice@example.org, and `"John Smith"@example.org` a recipient of its domain',
    why:
      "RFC 5321 section 4.1.2 gives both forms one meaning; Postfix accepts both, too. No recipient condition can name an " +
      "address that needs quotes.",
  },
  noAngleBrackets: {
    value: { code: 501, text: "Error: Bad recipient address syntax" },
    why: "RFC 5321 section 4.1.2 demands `<alice@example.org>`, and every mail server writes it; Postfix is lenient.",
  },
  finalDot: {
    value: "left off: `alice@example.org.` is alice@example.org",
    why: "RFC 5321 has no such form, but in DNS both are the same domain, and Postfix accepts it.",
  },
  nonAsciiAddress: {
    value: { code: 553, text: "5.6.7 Requested action not taken: address is not ASCII" },
    why: "RFC 6531 section 3.4 allows such addresses only where SMTPUTF8 is offered; 5.6.7 is its section 3.5.",
  },
  parametersNotOffered: {
    value: { code: 555, text: "5.5.4 Requested action not taken: parameter not offered" },
    why: "RFC 5321 section 4.1.1.11; a sender that asks for SMTPUTF8 or DSN without an offer would take a 250 for a promise.",
  },
  postmasterWithoutDomain: {
    value: "refused",
    why: "RFC 5321 section 4.5.1 wants it accepted, but no recipient condition of SES can name it.",
  },
  refusals: {
    value: {
      "blocked-address": { code: 550, text: "5.7.1 Requested action not taken: client address blocked" },
      "no-active-rule-set": { code: 550, text: "5.1.1 Requested action not taken: mailbox unavailable" },
      "unverified-domain": { code: 550, text: "5.1.1 Requested action not taken: mailbox unavailable" },
      "no-matching-rule": { code: 550, text: "5.1.1 Requested action not taken: mailbox unavailable" },
      "tls-required": { code: 550, text: "5.1.1 Requested action not taken: mailbox unavailable" },
    } satisfies Record<RecipientRefusal, SmtpReply>,
    why:
      "Senders to SES report this 550 5.1.1 for unknown recipients. AWS describes a rule with another TLS policy than the " +
      "session as one that does not match, hence the same reply for it.",
  },
  tooManyRecipients: {
    value: { limit: 100, reply: { code: 452, text: "4.5.3 Too many recipients" } },
    why: "RFC 5321 section 4.5.3.1.8 asks for at least 100, which is also the limit of SES Mail Manager.",
  },
  tooLarge: {
    value: { limit: MAX_MESSAGE_BYTES, reply: MESSAGE_TOO_LARGE },
    why: "The limit is documented (40 MB, headers included), its bytes and the reply are not; EHLO offers it as SIZE.",
  },
  connections: {
    value: {
      limit: 200,
      reply: {
        code: 421,
        text: "inbound-smtp.<region>.amazonaws.com Too many connected clients, try again in a moment",
      },
    },
    why: "A bound on memory; SES has none that a sender could reach.",
  },
  connectionsPerClient: {
    value: { limit: 50, reply: { code: 421, text: "4.7.0 Too many connections from your address" } },
    why: "So that one client does not keep all others out; 50 is Postfix's default (smtpd_client_connection_count_limit).",
  },
  unstored: {
    value: { limit: 1024 * MIB, reply: { code: 452, text: "4.3.1 Insufficient system storage" } },
    why: "A bound on what waits on disk, in bytes, for a bucket that cannot be written; what SES does when its disks are full is unknown.",
  },
  notificationHeaders: {
    value: { limit: 32 * 1024 },
    why:
      "A bound, in bytes, on the headers that are parsed for a notification; the notification lacks later fields. AWS " +
      "documents 10 KB for `headers` and nothing for `commonHeaders`.",
  },
  internalFailure: {
    value: { code: 451, text: "4.3.0 Requested action aborted: local error in processing" },
    why: "The usual reply when the rules cannot be read: the sender tries again and nothing is lost.",
  },
  extensions: {
    value: ["PIPELINING", "8BITMIME", "SIZE", "STARTTLS"],
    why: "What senders rely on; SMTPUTF8 and DSN are left out, because SES documents support for neither.",
  },
  bareLineFeeds: {
    value: "kept, and a doubled dot behind one is unstuffed",
    why:
      "SES says that it stores the raw message unmodified; data ends only by CRLF, dot, CRLF (RFC 5321 section 4.1.1.4). " +
      "A sender that ends its lines by LF stuffs its dots there.",
  },
  namedRecipient: {
    value: "first that the rule matches",
    why: "The Received line names one recipient (real mail); with several, the first of the rule tells the importer most.",
  },
  reverseName: {
    value: "unknown",
    why: "What other servers write in the Received line for a client address without a name.",
  },
  addedHeaderPosition: {
    value: "between the headers of SES and the message",
    why: "The order of the headers of SES is the same in every real message, so nothing is put between them.",
  },
  softfail: {
    value: "FAIL",
    why: "AWS explains GRAY as 'no SPF policy', and a softfail is a policy that the client does not meet.",
  },
  scanning: {
    value: "the GTUBE and EICAR test strings",
    why: "AWS does not document what SES's scanners find; every scanner finds these two test strings.",
  },
  signature: {
    value: "random bytes",
    why: "X-SES-RECEIPT is opaque and X-SES-DKIM-SIGNATURE is made with a key of AWS; only AWS can check them.",
  },
  retries: {
    value: { firstMilliseconds: 1_000, longestMilliseconds: 15 * MINUTE_MS },
    why: "36 hours of retries are documented, the pace is not: doubling from a second up to a quarter of an hour.",
  },
  setupObjectText: {
    value: [
      "To: recipient@example.com",
      "From: Amazon Web Services <no-reply-aws@amazon.com>",
      "Subject: Amazon SES Setup Notification",
      "",
      "Hello,",
      "",
      "You received this message because you attempted to set up Amazon SES to deliver emails to this S3 bucket.",
      "",
      "Please note that the rule that you configured to deliver emails to this S3 bucket is only valid if the entire" +
        " setup process is successful. For more information about",
      "setting up email-receiving rules, see the Amazon SES Developer Guide at" +
        " http://docs.aws.amazon.com/ses/latest/DeveloperGuide/Welcome.html .",
      "",
      "Thank you for using Amazon SES!",
      "",
      "The Amazon SES Team",
      "",
    ].join("\r\n"),
    why: "Seen in buckets of 2016 to 2025, after a Date line; AWS calls it a message to ignore or delete.",
  },
} as const;
