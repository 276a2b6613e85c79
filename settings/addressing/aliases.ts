import { addTo } from "../../lib/group-by";
import type { PartialSettings } from "../partial-schema";
import type { PathFault } from "../source-position";
import type { SettingsPath } from "../path";
import type { Fault } from "../problem";
import { addressRule, parseAddress } from "../names/addresses";
import { suggest } from "../names/suggest";
import { normalUser } from "../names/users";
import { fullAddress, onlyDomainOf, type LocatedAddress, writtenAddresses } from "./written-addresses";

/** Expands `aliases`: each alias becomes an address of every mailbox that it leads to. */
export interface ResolvedAliases {
  readonly addresses: readonly LocatedAddress[];
  readonly faults: readonly PathFault[];
}

interface Alias {
  readonly key: string;
  readonly targets: readonly { readonly text: string; readonly path: SettingsPath }[];
}

/**
 * Resolves targets as aliases(5) does: a target is another alias, a mailbox's user, or an address of a mailbox, in this
 * order; the name of the alias itself means the mailbox, so that `alice: [alice, bob]` is not a loop.
 */
export function resolveAliases(partial: PartialSettings): ResolvedAliases {
  const onlyDomain = onlyDomainOf(partial);
  const full = (text: string): string => {
    const { localPart, domain = onlyDomain } = parseAddress(text);
    return fullAddress({ localPart, domain });
  };
  const aliases = new Map<string, Alias>();
  const faults: PathFault[] = [];
  for (const [key, targets] of Object.entries(partial.aliases ?? {})) {
    const path = ["aliases", key];
    const fault = addressRule(key);
    const first = aliases.get(full(key));
    if (fault) faults.push({ path, part: "key", fault: { found: JSON.stringify(key), ...fault } });
    else if (first)
      faults.push({ path, part: "key", fault: { found: JSON.stringify(key), expected: sameAlias(first) } });
    else aliases.set(full(key), { key, targets: targetsOf(targets, path) });
  }

  const users = new Map<string, number>();
  const owners = new Map<string, number[]>();
  for (const [mailbox, entry] of (partial.mailboxes ?? []).entries()) {
    if (entry?.user && !users.has(normalUser(entry.user))) users.set(normalUser(entry.user), mailbox);
  }
  for (const written of writtenAddresses(partial)) addTo(owners, fullAddress(written), written.mailbox);

  const resolved = new Map<string, ReadonlySet<number>>();
  const open: string[] = [];
  const resolve = (address: string, alias: Alias): ReadonlySet<number> => {
    const known = resolved.get(address);
    if (known) return known;
    open.push(address);
    const mailboxes = new Set(alias.targets.flatMap(({ text, path }) => [...mailboxesOf(text, path, address)]));
    open.pop();
    resolved.set(address, mailboxes);
    return mailboxes;
  };
  const mailboxesOf = (text: string, path: SettingsPath, current: string): Iterable<number> => {
    const address = full(text);
    const next = address === current ? undefined : aliases.get(address);
    if (next && open.includes(address)) {
      const loop = [...open.slice(open.indexOf(address)), address].map((step) => aliases.get(step)?.key ?? step);
      faults.push({ path, fault: { expected: `no loop: ${loop.join(" → ")}`, advice: "remove one of these steps" } });
      return [];
    }
    if (next) return resolve(address, next);
    const user = users.get(normalUser(text));
    if (user !== undefined) return [user];
    const mailboxes = owners.get(address);
    if (!mailboxes) faults.push({ path, fault: noTarget(text, [...users.keys()]) });
    return mailboxes ?? [];
  };

  const addresses = [...aliases].flatMap(([address, alias]) =>
    [...resolve(address, alias)].map((mailbox): LocatedAddress => {
      const { localPart, domain } = parseAddress(address);
      return { localPart, domain: domain || undefined, mailbox, path: ["aliases", alias.key] };
    }),
  );
  return { addresses, faults };
}

function targetsOf(written: NonNullable<PartialSettings["aliases"]>[string], path: SettingsPath): Alias["targets"] {
  if (typeof written === "string") return [{ text: written, path }];
  return (written ?? []).flatMap((text, index) => (text === undefined ? [] : [{ text, path: [...path, index] }]));
}

const sameAlias = (first: Alias): string => `each alias once: ${JSON.stringify(first.key)} is the same address`;

function noTarget(text: string, users: readonly string[]): Fault {
  if (/^(?:[/|]|:include:)/.test(text)) {
    const advice = "add a mailbox for it, with destination: { command: […] } for a program";
    return { expected: "the user of a mailbox, another alias, or an address of a mailbox", advice };
  }
  const { expected, advice, meant } = suggest(users, text);
  if (meant === undefined && parseAddress(text).domain !== undefined) {
    const advice = "add a mailbox whose destination passes its mail to that server, and give it this address";
    return { expected: "a mailbox of yours, because the standby sends nothing to other servers", advice };
  }
  return { expected: `another alias, an address of a mailbox, or its user: ${expected}`, advice };
}
