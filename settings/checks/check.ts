import type { Draft } from "../file-schema";
import type { PathFault } from "../locate";
import { formatPath, type Path } from "../path";

/** Finds one kind of fault between values that are each sound by themselves; a draft may have holes. */
export type Check = (draft: Draft) => PathFault[];

export interface Place {
  readonly path: Path;
  readonly value: string;
}

/** One value of each entry of a list; entries without it are left out. */
export function places<E>(
  list: Path,
  entries: readonly (E | undefined)[] | undefined,
  key: string,
  value: (entry: E) => string | undefined,
): Place[] {
  return (entries ?? []).flatMap((entry, index) => {
    const found = entry === undefined ? undefined : value(entry);
    return found === undefined ? [] : [{ path: [...list, index, key], value: found }];
  });
}

/** A fault for every place whose value an earlier place has already. */
export function distinct(places: readonly Place[], what: string, advice?: string): PathFault[] {
  const firsts = new Map<string, Path>();
  return places.flatMap(({ path, value }) => {
    const first = firsts.get(value);
    if (!first) firsts.set(value, path);
    const expected = `${what} that is not in use: ${first && formatPath(first)} has it`;
    return first ? [{ path, fault: { found: JSON.stringify(value), expected, advice } }] : [];
  });
}

/** The mailboxes without the entries whose user is there already: what follows from that is no fault of its own. */
export function ofDistinctUsers(mailboxes: Draft["mailboxes"]): NonNullable<Draft["mailboxes"]> {
  const users = new Set<string>();
  return (mailboxes ?? []).map((mailbox) => {
    if (!mailbox?.user || users.has(mailbox.user)) return undefined;
    users.add(mailbox.user);
    return mailbox;
  });
}
