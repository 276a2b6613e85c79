import type { Mailbox } from "../settings/model";

/** The ARN of a bucket. */
export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

/** The ARNs of what the mailboxes hold in a bucket, the setup object that SES writes beside the mail included. */
export function objectArns(bucket: string, mailboxes: readonly Mailbox[]): string[] {
  return mailboxes.map((mailbox) => `${bucketArn(bucket)}/${mailbox.prefix}/*`);
}
