import * as z from "zod";
import { SETUP_OBJECT_NAME } from "../../../lib/ses-setup-object";
import type { Envelope } from "../../message/model";
import { isSmtpPath } from "../../message/smtp-path";

/** The topics that publish a queue's records, and the bucket that the records are about. */
export interface Origin {
  readonly topicArns: readonly string[];
  readonly bucket: string;
}

/** The content of a queue record. A `foreign` record is not from SES for this bucket. */
export type QueueRecord =
  | { readonly kind: "envelope"; readonly key: string; readonly envelope: Envelope }
  /** SES publishes this record when a rule is created or changed, to check its permission. */
  | { readonly kind: "setup" }
  | { readonly kind: "foreign"; readonly reason: string };

/** Checked here, because the importer writes the address into header lines and SMTP commands. */
const address = z.string().refine(isSmtpPath, "expected an address");

/** @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html */
const notification = z.object({
  notificationType: z.literal("Received"),
  mail: z.object({ source: z.union([z.enum(["", "<>"]).transform(() => ""), address]) }),
  receipt: z.object({
    recipients: z.array(address).min(1),
    // A record without a policy, or with an unknown policy, still has the envelope.
    dmarcPolicy: z.enum(["none", "quarantine", "reject"]).optional().catch(undefined),
    action: z.object({
      type: z.literal("S3"),
      topicArn: z.string(),
      bucketName: z.string(),
      objectKey: z.string().min(1).max(1024),
    }),
  }),
});

const setup = z.object({ mail: z.object({ messageId: z.literal(SETUP_OBJECT_NAME) }) });

/** Reads SES's notification of an S3 action; throws nothing. */
export function readRecord(body: string, { topicArns, bucket }: Origin): QueueRecord {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { kind: "foreign", reason: "expected JSON" };
  }
  if (setup.safeParse(value).success) return { kind: "setup" };
  const { data, error } = notification.safeParse(value);
  if (!data) {
    const [issue] = error.issues;
    const reason = `expected SES's notification of an S3 action: ${issue?.path.join(".")}: ${issue?.message}`;
    return { kind: "foreign", reason };
  }
  const { recipients, dmarcPolicy, action } = data.receipt;
  if (!topicArns.includes(action.topicArn)) return foreign("the topic", topicArns.join(" or "), action.topicArn);
  if (action.bucketName !== bucket) return foreign("the bucket", bucket, action.bucketName);
  return {
    kind: "envelope",
    key: action.objectKey,
    envelope: { sender: data.mail.source, recipients, ...(dmarcPolicy && { dmarcPolicy }) },
  };
}

function foreign(property: string, expected: string, found: string): QueueRecord {
  return { kind: "foreign", reason: `expected ${property} ${expected}, found ${JSON.stringify(found).slice(0, 200)}` };
}
