import { EMPTY_READING, type Reading } from "../../../../operator/users/reading";

/** An address of example.org and the mailboxes of the primary that get its mail. */
export type PrimaryAddress = readonly [local: string, ...mailboxes: string[]];

/** The addresses of example.org in a source. */
export function readingOf(addresses: readonly PrimaryAddress[], more: Partial<Reading> = {}): Reading {
  const entries = addresses.flatMap(([local, ...mailboxes]) =>
    mailboxes.map((mailbox) => ({ address: `${local}@example.org`, mailbox, via: [] })),
  );
  return { ...EMPTY_READING, entries, domains: ["example.org"], recipientDelimiter: "+", ...more };
}
