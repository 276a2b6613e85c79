import type { Mailbox } from "../settings/model";
import type { ImportSettings } from "./run";

/** A part of a bucket that is listed by itself: keys with this prefix, but not those with the other one. */
export interface Scope {
  readonly prefix: string;
  readonly without?: string;
}

/**
 * One listing shows all mailboxes; but the catch-all's objects come first, so that whether another mailbox has a copy of a
 * message can still be seen in the store.
 */
export function scopesOf({ catchAll, mailboxes }: ImportSettings, only: Mailbox | undefined): readonly Scope[] {
  if (only) return [{ prefix: `${only.prefix}/` }];
  const first = mailboxes.find(({ user }) => user === catchAll);
  return first ? [{ prefix: `${first.prefix}/` }, { prefix: "", without: `${first.prefix}/` }] : [{ prefix: "" }];
}
