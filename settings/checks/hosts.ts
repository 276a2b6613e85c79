import { mayBeSameHost, normalHost } from "../names/hosts";
import type { PartialSettings } from "../partial-schema";
import { formatPath } from "../path";
import type { PathFault } from "../source-position";
import type { SettingsCheck, ValueAtPath } from "./check";

/** The hosts of the mailboxes, each with the place where the settings name it. */
function hostsIn({ mailboxes, mailboxDefaults }: PartialSettings): ValueAtPath[] {
  const usual = mailboxDefaults?.host;
  return (mailboxes ?? []).flatMap((entry, index): ValueAtPath[] => {
    if (entry?.host !== undefined) return [{ path: ["mailboxes", index, "host"], value: normalHost(entry.host) }];
    return usual === undefined ? [] : [{ path: ["mailboxDefaults", "host"], value: normalHost(usual) }];
  });
}

/**
 * If some mailboxes have a host and others have none, a mailbox without a host would be delivered by no host, or by
 * each of them.
 */
export const hostOfEach: SettingsCheck = (partial) => {
  const [first] = hostsIn(partial);
  if (!first || partial.mailboxDefaults?.host !== undefined) return [];
  return (partial.mailboxes ?? []).flatMap((entry, index): PathFault[] => {
    if (!entry?.user || entry.host !== undefined) return [];
    const fault = {
      found: `no host of ${entry.user}`,
      expected: `one, because ${formatPath(first.path)} names one`,
      advice: "add the mail server that has the mailbox, or set mailboxDefaults: { host: NAME }",
    };
    return [{ path: ["mailboxes", index, "user"], fault }];
  });
};

/** The short name of one host may also be the name that another host's machine reports. */
export const hostsToldApart: SettingsCheck = (partial) => {
  const places = hostsIn(partial);
  const faults = places.flatMap(({ path, value }, index): [string, PathFault][] => {
    const other = places.slice(0, index).find((each) => each.value !== value && mayBeSameHost(each.value, value));
    if (!other) return [];
    const expected = `${other.value}, as ${formatPath(other.path)} has it, or another first label`;
    const advice = "write the same full name for each mailbox of a host";
    return [[formatPath(path), { path, fault: { found: JSON.stringify(value), expected, advice } }]];
  });
  return [...new Map(faults).values()];
};

export const keysOfHosts: SettingsCheck = (partial) => {
  if (!partial.importer?.keyPerHost || hostsIn(partial).length > 0) return [];
  const expected = "mailboxes with a host, because keyPerHost gives each host a key";
  const fault = { found: "no host of any mailbox", expected, advice: "leave keyPerHost out, or name the hosts" };
  return [{ path: ["importer", "keyPerHost"], fault }];
};
