import type { PartialSettings } from "../partial-schema";
import type { PathFault } from "../source-position";
import { onlyDomainOf } from "../addressing/written-addresses";
import { mailboxNames } from "../names/mailbox-names";
import { normalUser } from "../names/users";
import { formatPath, type SettingsPath } from "../path";

/** Finds one kind of fault between values that are valid by themselves; invalid or missing values are `undefined`. */
export type SettingsCheck = (partial: PartialSettings) => PathFault[];

export interface ValueAtPath {
  readonly path: SettingsPath;
  readonly value: string;
}

/** One value of each entry of a list; entries without that value are left out. */
export function valuesOfEntries<E>(
  list: SettingsPath,
  entries: readonly (E | undefined)[] | undefined,
  key: string,
  value: (entry: E) => string | undefined,
): ValueAtPath[] {
  return (entries ?? []).flatMap((entry, index) => {
    const found = entry === undefined ? undefined : value(entry);
    return found === undefined ? [] : [{ path: [...list, index, key], value: found }];
  });
}

/** A fault for every place whose value is also at an earlier place. */
export function repeatedValues(places: readonly ValueAtPath[], description: string, advice?: string): PathFault[] {
  const firsts = new Map<string, SettingsPath>();
  return places.flatMap(({ path, value }) => {
    const first = firsts.get(value);
    if (!first) firsts.set(value, path);
    const expected = `${description} that is not in use: ${first && formatPath(first)} has it`;
    return first ? [{ path, fault: { found: JSON.stringify(value), expected, advice } }] : [];
  });
}

/**
 * The mailboxes without the entries whose user is a repetition: further faults of such entries follow from the
 * repetition.
 */
export function withDistinctUsers(mailboxes: PartialSettings["mailboxes"]): NonNullable<PartialSettings["mailboxes"]> {
  const users = new Set<string>();
  return (mailboxes ?? []).map((mailbox) => {
    if (!mailbox?.user || users.has(normalUser(mailbox.user))) return undefined;
    users.add(normalUser(mailbox.user));
    return mailbox;
  });
}

type PartialMailbox = NonNullable<NonNullable<PartialSettings["mailboxes"]>[number]>;

/** The path and names of a mailbox; `undefined`: the user or domain that they are made from is missing. */
export function namesIn(entry: PartialMailbox, partial: PartialSettings): ReturnType<typeof mailboxNames> | undefined {
  const { user } = entry;
  const firstDomain = onlyDomainOf(partial) ?? partial.domains?.[0]?.name ?? "";
  const hasDomain = Boolean(firstDomain || entry.addresses?.[0]?.includes("@") || user?.includes("@"));
  return user && hasDomain ? mailboxNames({ ...entry, user }, partial.mailboxDefaults, firstDomain) : undefined;
}
