import { SETUP_OBJECT_NAME } from "../../lib/ses-setup-object";
import type { Mailbox } from "../../settings/model";
import { isOfHost } from "../../settings/names/hosts";
import { prefixesOf, prefixOfKey } from "../../settings/names/key-prefixes";
import type { ObjectSummary } from "../../store/store";
import { MIB } from "../../lib/bytes";

/** How the importer treats an object in the bucket. */
export type ObjectClass =
  | { readonly kind: "message"; readonly mailbox: Mailbox }
  /** A message that the importer of another host delivers. */
  | { readonly kind: "elsewhere"; readonly mailbox: Mailbox }
  /** An object that needs no attention. */
  | { readonly kind: "skipped"; readonly reason: string }
  /** An object that waits for a person. */
  | { readonly kind: "held"; readonly mailbox: Mailbox; readonly reason: string }
  /** Mail that no mailbox gets: its prefix belongs to a removed user, or to another receipt rule. */
  | { readonly kind: "unclaimed"; readonly prefix: string };

/** SES accepts 40 MB at most (https://docs.aws.amazon.com/ses/latest/dg/quotas.html), and then prepends its headers. */
export const MAX_OBJECT_BYTES = 41 * MIB;

/** Tells messages from the other objects of a bucket: a message's key is `<prefix>/<message id>`. `host`: as in `Settings`. */
export function classifier(
  mailboxes: readonly Mailbox[],
  ignoredPrefixes: readonly string[] = [],
  host?: string,
): (object: ObjectSummary) => ObjectClass {
  const byPrefix = new Map(
    mailboxes.flatMap((mailbox) => prefixesOf(mailbox).map((prefix): [string, Mailbox] => [prefix, mailbox])),
  );
  const isIgnored = (key: string) => ignoredPrefixes.some((prefix) => key.startsWith(`${prefix}/`));
  return ({ key, size }) => {
    const prefix = prefixOfKey(key);
    const name = key.slice(key.lastIndexOf("/") + 1);
    if (name === SETUP_OBJECT_NAME) return { kind: "skipped", reason: "SES's setup notification" };
    if (name === "") return { kind: "skipped", reason: "a folder marker" };
    const mailbox = byPrefix.get(prefix);
    if (!mailbox && isIgnored(key)) return { kind: "skipped", reason: "importer.ignorePrefixes" };
    if (!mailbox) return { kind: "unclaimed", prefix };
    if (!isOfHost(mailbox, host)) return { kind: "elsewhere", mailbox };
    if (size > MAX_OBJECT_BYTES) return { kind: "held", mailbox, reason: tooLarge(size) };
    return { kind: "message", mailbox };
  };
}

function tooLarge(size: number): string {
  return (
    `expected at most ${MAX_OBJECT_BYTES} bytes, as SES stores them, found ${size}: the object did not come from SES; ` +
    "look at the object, and move it out of this prefix"
  );
}
