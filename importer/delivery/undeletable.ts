import type { Mailbox } from "../../settings/model";
import { mailboxOfPrefix, prefixOfKey } from "../../settings/names/key-prefixes";
import { shellWord } from "../../lib/shell-word";
import type { LeftObject } from "../outcome";

/** A delivered message whose object the store refuses to delete until a person acts. */
export function undeletableObject(
  mailboxes: readonly Mailbox[],
  bucket: string,
  key: string,
  reason: string,
): LeftObject & { readonly mailbox?: string } {
  const prefix = prefixOfKey(key);
  const mailbox = mailboxOfPrefix(mailboxes, prefix);
  const deletion = `delete it yourself: aws s3 rm ${shellWord(`s3://${bucket}/${key}`)}`;
  // The importer's IAM policy names the prefixes of the settings (stacks/importer-access.ts).
  const remedy = mailbox
    ? `or ${deletion}`
    : `no mailbox of the settings has the prefix ${prefix}, so the importer's IAM policy does not cover the object: ${deletion}, or write ` +
      `formerPrefixes: [${prefix}] into a mailbox's settings and deploy`;
  return {
    ...{ bucket, key, reason: `the message is delivered, but its object cannot be deleted: ${reason}; ${remedy}` },
    ...(mailbox && { mailbox: mailbox.user }),
  };
}
