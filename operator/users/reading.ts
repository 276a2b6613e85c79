/** An address that the primary accepts, and the mailbox that gets its mail; `null`: no mailbox of the primary. */
export interface AcceptedAddress {
  /** The full address, lower case, the domain in A-labels. */
  readonly address: string;
  readonly mailbox: string | null;
  /** The steps from the address to the mailbox, such as `virtual_alias_maps hash:/etc/postfix/virtual`. */
  readonly via: readonly string[];
}

/** Addresses that the reader could not list. Gaps are always reported. */
export interface Gap {
  /** The place of the gap; `acknowledgedGaps` in the settings names it. */
  readonly source: string;
  readonly why: string;
  readonly howToClose: string;
}

/** An address that the primary accepts and the standby does not need, such as that of a system account. */
export interface LeftOut {
  readonly address: string;
  readonly why: string;
}

/** A domain for which the primary accepts every address. */
export interface PrimaryCatchAll {
  readonly domain: string;
  /** The mailboxes that get mail to all other addresses; empty: unknown. */
  readonly mailboxes: readonly string[];
}

/** The addresses of the primary as a source lists them. */
export interface Reading {
  readonly entries: readonly AcceptedAddress[];
  readonly gaps: readonly Gap[];
  readonly leftOut: readonly LeftOut[];
  readonly catchAlls: readonly PrimaryCatchAll[];
  /** Files, maps and programs that were read. */
  readonly read: readonly string[];
  /** Domains for which the primary receives mail, as far as the source knows. */
  readonly domains: readonly string[];
  /** Characters that separate a label from the user; empty: labels are refused; `undefined`: the source does not know. */
  readonly recipientDelimiter: string | undefined;
}

export const EMPTY_READING: Reading = {
  entries: [],
  gaps: [],
  leftOut: [],
  catchAlls: [],
  read: [],
  domains: [],
  recipientDelimiter: undefined,
};

/** The union of several sources. */
export function mergeReadings(readings: readonly Reading[]): Reading {
  return {
    entries: withoutNullTwins(readings.flatMap(({ entries }) => entries)),
    gaps: distinct(readings.flatMap(({ gaps }) => gaps)),
    leftOut: distinct(readings.flatMap(({ leftOut }) => leftOut)),
    catchAlls: distinct(readings.flatMap(({ catchAlls }) => catchAlls)),
    read: [...new Set(readings.flatMap(({ read }) => read))],
    domains: [...new Set(readings.flatMap(({ domains }) => domains))],
    recipientDelimiter: readings.find((reading) => reading.recipientDelimiter !== undefined)?.recipientDelimiter,
  };
}

/** Removes an entry with mailbox `null` if another source knows the mailbox of the address. */
function withoutNullTwins(entries: readonly AcceptedAddress[]): AcceptedAddress[] {
  const known = new Set(entries.filter(({ mailbox }) => mailbox !== null).map(({ address }) => address));
  const byKey = new Map<string, AcceptedAddress>();
  for (const entry of entries) {
    if (entry.mailbox === null && known.has(entry.address)) continue;
    const key = JSON.stringify([entry.address, entry.mailbox]);
    if (!byKey.has(key)) byKey.set(key, entry);
  }
  return [...byKey.values()].sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
}

/** Removes repeated values, compared as JSON. */
export function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
