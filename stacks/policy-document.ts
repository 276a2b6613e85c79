import type { Mailbox } from "../settings/model";

export interface PolicyDocumentProps {
  /** What AWS takes of a policy of this kind, in characters. */
  readonly limit: number;

  /** Whose objects the policy is about. */
  readonly mailboxes: readonly Mailbox[];

  /** The statements; `objects` says the ARNs of the mailboxes' objects in a bucket. */
  readonly statements: (objects: (bucket: string) => string[]) => object[];
}

/**
 * A policy about the mailboxes' objects, as JSON. It names each mailbox's prefix; where AWS takes no policy of that length it names
 * the whole bucket, which holds nothing but the mailboxes.
 */
export function policyDocument({ limit, mailboxes, statements }: PolicyDocumentProps): string {
  const json = (objects: (bucket: string) => string[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements(objects) });
  const perMailbox = json((bucket) => mailboxes.map(({ prefix }) => `${bucketArn(bucket)}/${prefix}/*`));
  return perMailbox.length <= limit ? perMailbox : json((bucket) => [everyObject(bucket)]);
}

export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

export function everyObject(bucket: string): string {
  return `${bucketArn(bucket)}/*`;
}
