import { groupBy } from "../../lib/group-by";
import { addressRule } from "../../settings/names/addresses";
import { splitAddress } from "./address";
import { catchAllGaps, foreignDomains, isAnswered } from "./comparison-gaps";
import { compareDelimiters } from "./delimiter";
import { type AcceptedAddress, distinct, type Gap, type LeftOut } from "./reading";
import type { AddressSource } from "./source";
import type { StandbyRecipients } from "./standby";

/** An address that the primary accepts and the standby refuses. */
export interface MissingAddress {
  readonly address: string;
  /** The mailboxes of the primary that get its mail; empty: no mailbox of this server. */
  readonly mailboxes: readonly string[];
  readonly via: readonly string[];
}

/** An address of the settings that the primary refuses. */
export interface ExtraAddress {
  readonly address: string;
  readonly users: readonly string[];
}

/** An address whose mail goes to one mailbox at the primary and to another by the settings. */
export interface MovedAddress {
  readonly address: string;
  readonly users: readonly string[];
  readonly mailboxes: readonly string[];
}

export interface Difference {
  readonly missing: readonly MissingAddress[];
  readonly extra: readonly ExtraAddress[];
  readonly moved: readonly MovedAddress[];
  readonly gaps: readonly Gap[];
  /** Gaps that `acknowledgedGaps` names. */
  readonly acknowledged: readonly Gap[];
  readonly warnings: readonly string[];
  readonly leftOut: readonly LeftOut[];
  readonly read: readonly string[];
}

/** Compares the addresses that the primary accepts with the settings. */
export async function compareWithPrimary(
  { reading, ask }: AddressSource,
  standby: StandbyRecipients,
  acknowledgedGaps: readonly string[] = [],
): Promise<Difference> {
  const domains = new Set(standby.domains);
  const inDomains = reading.entries.filter(({ address }) => domains.has(splitAddress(address).domain ?? ""));
  const byAddress = groupBy(inDomains, ({ address }) => address);
  const { expressible, gaps: inexpressible } = splitInexpressible(byAddress, standby);

  const missing = [...expressible]
    .filter(([address]) => !standby.accepts(address))
    .map(([address, entries]) => ({ address, mailboxes: mailboxesOf(entries), via: entries[0]?.via ?? [] }));
  const moved = [...expressible].flatMap(([address, entries]) => movedAddress(address, entries, standby));
  const unlisted = standby.addresses.filter((address) => !byAddress.has(address));
  const answers = ask === undefined ? new Map<string, never>() : await ask(unlisted);
  const leftOut = new Set(reading.leftOut.map(({ address }) => address));
  const takesAll = new Set(reading.catchAlls.map(({ domain }) => domain));
  const extra = unlisted
    .filter((address) => !leftOut.has(address) && !takesAll.has(splitAddress(address).domain ?? ""))
    .filter((address) => (answers.get(address)?.answer ?? "refused") === "refused")
    .map((address) => ({ address, users: standby.usersOf(address) }));
  const unanswered = unlisted.flatMap((address): Gap[] => {
    const answer = answers.get(address);
    if (answer?.answer !== "unknown") return [];
    return [{ source: `settings: ${address}`, why: answer.reply, howToClose: "ask again later" }];
  });

  const delimiters = compareDelimiters(reading.recipientDelimiter, standby.recipientDelimiter);
  const gaps = [
    ...reading.gaps.filter(({ source }) => !isAnswered(source, byAddress, standby)),
    ...foreignDomains(reading.domains, reading.entries, domains),
    ...catchAllGaps([...takesAll], standby),
    ...inexpressible,
    ...unanswered,
    ...delimiters.gaps,
  ];
  const isAcknowledged = ({ source }: Gap) => acknowledgedGaps.includes(source);
  return {
    ...{ missing, extra, moved },
    gaps: distinct(gaps.filter((gap) => !isAcknowledged(gap))),
    acknowledged: distinct(gaps.filter(isAcknowledged)),
    warnings: delimiters.warnings,
    leftOut: reading.leftOut.filter(({ address }) => domains.has(splitAddress(address).domain ?? "")),
    read: reading.read,
  };
}

/** Whether the settings and the primary differ in the addresses that they accept, or in the mailbox of an address. */
export const differs = ({ missing, extra, moved }: Difference): boolean =>
  missing.length + extra.length + moved.length > 0;

/** Separates addresses that SES cannot have as recipients, such as a quoted local part. */
function splitInexpressible(byAddress: ReadonlyMap<string, readonly AcceptedAddress[]>, standby: StandbyRecipients) {
  const expressible = new Map<string, readonly AcceptedAddress[]>();
  const gaps: Gap[] = [];
  for (const [address, entries] of byAddress) {
    const fault = standby.accepts(address) ? undefined : addressRule(address);
    if (fault === undefined) expressible.set(address, entries);
    else {
      gaps.push({
        source: `address ${address}`,
        why: `the primary accepts it; SES cannot: expected ${fault.expected}`,
        howToClose: "give its owner another address, and acknowledge this gap",
      });
    }
  }
  return { expressible, gaps };
}

function movedAddress(
  address: string,
  entries: readonly AcceptedAddress[],
  standby: StandbyRecipients,
): MovedAddress[] {
  const users = standby.receiversOf(address);
  const mailboxes = mailboxesOf(entries);
  // If the primary has no mailbox for the address, only the settings name one, and nothing can differ.
  if (users.length === 0 || mailboxes.length === 0) return [];
  if (users.some((user) => standby.isSorted(user))) return [];
  const wanted = mailboxes.map((mailbox) => standby.userFor(mailbox) ?? mailbox);
  const here = users.filter((user) => standby.isHere(user));
  const same = wanted.every((user) => users.includes(user)) && here.every((user) => wanted.includes(user));
  return same ? [] : [{ address, users, mailboxes }];
}

const mailboxesOf = (entries: readonly AcceptedAddress[]): string[] => [
  ...new Set(entries.flatMap(({ mailbox }) => mailbox ?? [])),
];
