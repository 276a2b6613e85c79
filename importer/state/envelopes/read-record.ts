import { z } from "zod";
import type { Envelope } from "./envelope";
import { isSmtpPath } from "./smtp-path";

/** Where a queue's records come from, and what they are about. */
export interface Origin {
  readonly topicArn: string;
  readonly bucket: string;
}

/** What a record of the queue is. A `stray` one is of no use to anybody who reads this queue. */
export type QueueRecord =
  | { readonly kind: "envelope"; readonly key: string; readonly envelope: Envelope }
  /** SES tries whether it may publish when a rule is made or changed. */
  | { readonly kind: "setup" }
  | { readonly kind: "stray"; readonly reason: string };

/** Others write it into header lines and SMTP commands. */
const address = z.string().refine(isSmtpPath, "expected an address");

/** @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html */
const notification = z.object({
  notificationType: z.literal("Received"),
  mail: z.object({ source: z.union([z.enum(["", "<>"]).transform(() => ""), address]) }),
  receipt: z.object({
    recipients: z.array(address).min(1),
    // Without it the record is as good as any: the envelope is what it is for.
    dmarcPolicy: z.enum(["none", "quarantine", "reject"]).optional().catch(undefined),
    action: z.object({
      type: z.literal("S3"),
      topicArn: z.string(),
      bucketName: z.string(),
      objectKey: z.string().min(1).max(1024),
    }),
  }),
});

const setup = z.object({ mail: z.object({ messageId: z.literal("AMAZON_SES_SETUP_NOTIFICATION") }) });

/** Understands SES's notification of an S3 action, or says why it is not one of ours; throws nothing. */
export function readRecord(body: string, { topicArn, bucket }: Origin): QueueRecord {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { kind: "stray", reason: "expected JSON" };
  }
  if (setup.safeParse(value).success) return { kind: "setup" };
  const { data, error } = notification.safeParse(value);
  if (!data) {
    const [issue] = error.issues;
    const reason = `expected SES's notification of an S3 action: ${issue?.path.join(".")}: ${issue?.message}`;
    return { kind: "stray", reason };
  }
  const { recipients, dmarcPolicy, action } = data.receipt;
  if (action.topicArn !== topicArn) return stray("the topic", topicArn, action.topicArn);
  if (action.bucketName !== bucket) return stray("the bucket", bucket, action.bucketName);
  return {
    kind: "envelope",
    key: action.objectKey,
    envelope: { sender: data.mail.source, recipients, ...(dmarcPolicy && { dmarcPolicy }) },
  };
}

function stray(what: string, expected: string, found: string): QueueRecord {
  return { kind: "stray", reason: `expected ${what} ${expected}, found ${JSON.stringify(found).slice(0, 200)}` };
}
