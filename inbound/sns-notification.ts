import addressparser, { type MailboxAddress } from "nodemailer/lib/addressparser";
import { firstValue, headerFieldsOf, type HeaderField } from "./mail-headers";
import { undocumented } from "./undocumented";
import type { StoredMessage } from "./message-actions";

/** @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html */
export const NOTIFICATION_SUBJECT = "Amazon SES Email Receipt Notification";

/** The limit of the header list: "If the headers are larger than 10 KB", says the same page. */
const MAX_HEADERS_BYTES = 10 * 1024;

/**
 * The notification that SES publishes to the topic of an S3 action, in the members and the spelling of real
 * notifications of 2019 and 2024: `receipt.recipients` has the envelope recipients, which the object does not contain,
 * and `objectKey` is the whole key.
 */
export function notificationOf(stored: StoredMessage, publishedAt: Date): object {
  const { message, write, place, authentication, content, object } = stored;
  const timestamp = message.receivedAt.toISOString();
  const { limit } = undocumented.notificationHeaders.value;
  const { fields, isCut } = headerFieldsOf(object, limit);
  const headers = within(MAX_HEADERS_BYTES, fields);
  const { topicArn, objectKeyPrefix } = write.action;
  return {
    notificationType: "Received",
    mail: {
      timestamp,
      source: message.sender,
      messageId: message.id,
      // These addresses come from the headers of the message, not from its envelope.
      destination: ["To", "Cc"].flatMap((name) => addressesOf(fields, name)).map(({ address }) => address),
      headersTruncated: isCut || headers.length < fields.length,
      headers,
      commonHeaders: commonHeadersOf(fields, message.sender),
    },
    receipt: {
      timestamp,
      processingTimeMillis: publishedAt.getTime() - message.receivedAt.getTime(),
      recipients: write.recipients,
      spamVerdict: { status: content.spam },
      virusVerdict: { status: content.virus },
      spfVerdict: { status: authentication.spf.verdict },
      dkimVerdict: { status: authentication.dkim.verdict },
      dmarcVerdict: { status: authentication.dmarc.verdict },
      ...(authentication.dmarc.policy && { dmarcPolicy: authentication.dmarc.policy }),
      action: { type: "S3", topicArn, bucketName: place.bucket, objectKeyPrefix, objectKey: place.key },
    },
  };
}

/** Members whose header the message lacks are absent. */
function commonHeadersOf(fields: readonly HeaderField[], returnPath: string) {
  const addressTexts = (name: string) => {
    const addresses = addressesOf(fields, name);
    return addresses.length > 0 ? addresses.map(asText) : undefined;
  };
  return {
    returnPath,
    from: addressTexts("From"),
    sender: firstValue(fields, "Sender"),
    replyTo: addressTexts("Reply-To"),
    date: firstValue(fields, "Date"),
    to: addressTexts("To"),
    cc: addressTexts("Cc"),
    bcc: addressTexts("Bcc"),
    messageId: firstValue(fields, "Message-ID"),
    subject: firstValue(fields, "Subject"),
  };
}

function addressesOf(fields: readonly HeaderField[], name: string): MailboxAddress[] {
  const values = fields.filter((field) => field.name.toLowerCase() === name.toLowerCase());
  return values.flatMap(({ value }) => addressparser(value, { flatten: true })).filter(({ address }) => address);
}

function asText({ name, address }: MailboxAddress): string {
  // A name without quotes may contain only atext (RFC 5322 section 3.2.3) and spaces.
  const phrase = /^[\w\s!#$%&'*+/=?^`{|}~\u0080-\uffff-]*$/.test(name) ? name : JSON.stringify(name);
  return name ? `${phrase} <${address}>` : address;
}

/** The first fields that together have at most `limit` bytes. */
function within(limit: number, fields: readonly HeaderField[]): readonly HeaderField[] {
  let size = 0;
  const tooMuch = fields.findIndex(({ name, value }) => (size += Buffer.byteLength(`${name}: ${value}\r\n`)) > limit);
  return tooMuch === -1 ? fields : fields.slice(0, tooMuch);
}
