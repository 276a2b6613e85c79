import type { Mailbox } from "../model";

type Prefixes = Pick<Mailbox, "prefix" | "formerPrefixes">;

/** The prefixes of a mailbox's objects, without a slash at their end; a message's key is `<prefix>/<message id>`. */
export function prefixesOf({ prefix, formerPrefixes }: Prefixes): readonly string[] {
  return [prefix, ...formerPrefixes];
}

/** The prefix of an object key, without the slash at its end; empty for a key without a slash. */
export function prefixOfKey(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf("/")));
}

/** The mailbox that has this prefix as its present or a former prefix. */
export function mailboxOfPrefix<M extends Prefixes>(mailboxes: readonly M[], prefix: string): M | undefined {
  return mailboxes.find((mailbox) => prefixesOf(mailbox).includes(prefix));
}
