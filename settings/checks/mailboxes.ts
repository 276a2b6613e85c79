import { groupBy } from "../../lib/group-by";
import { posix } from "node:path";
import { addressBook } from "../addressing/address-book";
import { normalHost } from "../names/hosts";
import { suggest } from "../names/suggest";
import { normalUser } from "../names/users";
import type { PartialSettings } from "../partial-schema";
import type { PathFault } from "../source-position";
import { formatPath } from "../path";
import {
  type SettingsCheck,
  repeatedValues,
  namesIn,
  withDistinctUsers,
  type ValueAtPath,
  valuesOfEntries,
} from "./check";

export const distinctUsers: SettingsCheck = ({ mailboxes }) =>
  repeatedValues(
    valuesOfEntries(["mailboxes"], mailboxes, "user", ({ user }) => user && normalUser(user)),
    "a user",
    "give all addresses of a user in one entry; a virtual user of another domain gets its address as the user, such as info@example.net",
  );

export const distinctMaildirs: SettingsCheck = (partial) =>
  maildirsByHost(partial).flatMap((places) =>
    repeatedValues(places, "a Maildir", "give all addresses that are delivered there in one entry"),
  );

/**
 * A Maildir inside another Maildir would be a folder of the outer one, or be removed when its files are cleaned up.
 * Only a Maildir++ folder, whose name begins with a dot, may be a mailbox, because mail readers expect folders there.
 */
export const separateMaildirs: SettingsCheck = (partial) => maildirsByHost(partial).flatMap(insideOneAnother);

function insideOneAnother(places: readonly ValueAtPath[]): PathFault[] {
  const byPath = new Map(places.map((place) => [place.value, place]));
  return places.flatMap(({ path, value }) => {
    const outer = ancestorsOf(value).find((directory) => byPath.has(directory));
    if (outer === undefined || /^\.[^/]+$/.test(value.slice(outer.length + 1))) return [];
    const expected = `a Maildir outside of ${JSON.stringify(outer)}, which ${formatPath(byPath.get(outer)!.path)} has`;
    const advice =
      "choose a directory beside it, or a folder of it such as " + JSON.stringify(posix.join(outer, ".Shared"));
    return [{ path, fault: { found: JSON.stringify(value), expected, advice } }];
  });
}

/**
 * The state directory must not be inside a Maildir, because a Maildir belongs to its user, who could change the
 * importer's state there.
 */
export const separateStateDirectory: SettingsCheck = (partial) => {
  const stateDirectory = partial.importer?.stateDirectory;
  if (stateDirectory === undefined) return [];
  const state = posix.resolve(stateDirectory);
  const around = [state, ...ancestorsOf(state)];
  const outer = maildirsOf(partial).find(({ value }) => around.includes(value));
  if (!outer) return [];
  const expected = `a directory outside of the Maildir ${JSON.stringify(outer.value)}, which ${formatPath(outer.path)} has`;
  const advice = 'leave it out for "/var/lib/standby-mx"';
  return [{ path: ["importer", "stateDirectory"], fault: { found: JSON.stringify(stateDirectory), expected, advice } }];
};

function maildirsOf(partial: PartialSettings): ValueAtPath[] {
  const entries = withDistinctUsers(partial.mailboxes);
  return valuesOfEntries(["mailboxes"], entries, "maildir", (entry) => namesIn(entry, partial)?.maildir);
}

/** The Maildirs of each host, because the same path on two hosts is two places. */
function maildirsByHost(partial: PartialSettings): readonly ValueAtPath[][] {
  const byHost = groupBy(maildirsOf(partial), ({ path }) => {
    const entry = partial.mailboxes?.[Number(path[1])];
    return normalHost(entry?.host ?? partial.mailboxDefaults?.host ?? "");
  });
  return [...byHost.values()];
}

/** The parent directories of a path, the nearest first. */
function ancestorsOf(path: string): string[] {
  const parent = posix.dirname(path);
  return parent === path ? [] : [parent, ...ancestorsOf(parent)];
}

export const catchAllUsers: SettingsCheck = (partial) => {
  const users = (partial.mailboxes ?? []).flatMap((mailbox) => (mailbox?.user ? [normalUser(mailbox.user)] : []));
  if (!partial.mailboxes || users.length === 0) return [];
  const strangers = addressBook(partial).catchAlls.filter(({ user }) => !users.includes(user));
  const places = new Map(strangers.map((stranger) => [formatPath(stranger.path), stranger]));
  return [...places.values()].map(({ path, user }): PathFault => {
    const { expected, advice } = suggest([...new Set(users)], user);
    return { path, fault: { expected: `the user of a mailbox: ${expected}`, advice } };
  });
};
