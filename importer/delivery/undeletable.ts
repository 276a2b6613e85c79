import type { Mailbox } from "../../settings/model";
import { shellWord } from "../machine/shell-word";
import type { LeftObject } from "../outcome";

/** A delivered message whose object the store will not delete until a person has done something. */
export function undeletable(
  mailboxes: readonly Mailbox[],
  bucket: string,
  key: string,
  reason: string,
): LeftObject & { readonly mailbox?: string } {
  const prefix = key.slice(0, Math.max(0, key.lastIndexOf("/")));
  const mailbox = mailboxes.find((each) => each.prefix === prefix || each.formerPrefixes.includes(prefix));
  const yourself = `delete it yourself: aws s3 rm ${shellWord(`s3://${bucket}/${key}`)}`;
  // The importer's policy names the prefixes of the settings (stacks/importer-access.ts).
  const remedy = mailbox
    ? `or ${yourself}`
    : `no mailbox of the settings has the prefix ${prefix}, so its policy does not cover it: ${yourself}, or write ` +
      `formerPrefixes: [${prefix}] into a mailbox's settings and deploy`;
  return {
    ...{ bucket, key, reason: `the message is delivered, but its object cannot be deleted: ${reason}; ${remedy}` },
    ...(mailbox && { mailbox: mailbox.user }),
  };
}
