import { canonicalAddress, splitAddress } from "../address";
import type { PrimaryCatchAll, AcceptedAddress, Gap, Reading } from "../reading";
import type { ServerAnswer } from "../server-answer";
import type { AddressSource } from "../source";
import { isPerson } from "../sources/passwd";
import { decide, untilTablesAsked, type Decision } from "./decide";
import { expand } from "./expand";
import type { LookupTable } from "./lookup-table";
import { quoted, unquoted } from "./recipient-keys";
import { restrictionGaps } from "./restrictions";
import { MAP_PARAMETERS, openPostfix, type MapParameter, type PostfixOptions, type PostfixServer } from "./server";

/** A local part that no server has, to find domains of which every address is accepted. */
const UNKNOWN_LOCAL_PART = "standby-mx-probe-7f3a9c2e";
/** Tables that lead from an address to a mailbox, but do not make Postfix accept one. */
const ROUTING_PARAMETERS: readonly MapParameter[] = ["transport_maps", "relocated_maps"];

/**
 * Reads all addresses that Postfix on this machine accepts, from its running configuration; its tables stay open for
 * further look-ups.
 */
export async function readPostfix(options: PostfixOptions): Promise<AddressSource> {
  const server = await openPostfix(options);
  return {
    postfix: server,
    reading: await untilTablesAsked(server, () => readTables(server)),
    ask: (addresses) =>
      untilTablesAsked(server, () => new Map(addresses.map((address) => [address, toAnswer(decide(server, address))]))),
  };
}

function toAnswer(decision: Decision): ServerAnswer {
  if (decision.answer === "accepted") return { answer: "accepted", reply: decision.via };
  if (decision.answer === "refused") return { answer: "refused", reply: "in no table of Postfix" };
  return { answer: "unknown", reply: decision.why };
}

function readTables(server: PostfixServer): Reading {
  const domains = hostedDomains(server);
  const found = [...new Set(candidateAddresses(server, domains))].map((address) => readAddress(server, address));
  const entries = found.flatMap((one) => one.entries);
  const targets = new Set(entries.flatMap(({ mailbox, via }) => (via.some(isAlias) ? [mailbox] : [])));
  const accounts = found.flatMap(({ account }) => account ?? []);
  const catchAlls = domains.flatMap((domain) => catchAllOf(server, domain));
  return {
    entries: [...entries, ...accounts.filter(({ mailbox }) => targets.has(mailbox))],
    gaps: [
      ...server.gaps,
      ...tableGaps(server),
      ...restrictionGaps(server.parameters),
      ...found.flatMap((one) => one.gaps),
    ],
    leftOut: accounts
      .filter(({ mailbox }) => !targets.has(mailbox))
      .map(({ address, mailbox }) => ({ address, why: `${mailbox} is an account of the system` })),
    catchAlls,
    read: [...server.tables].map(([table, parameters]) => `${table.name} (${parameters.join(", ")})`),
    domains: domains.map((domain) => domainOf(domain)),
    recipientDelimiter: server.parameters.recipient_delimiter,
  };
}

interface ReadAddress {
  readonly entries: readonly AcceptedAddress[];
  readonly gaps: readonly Gap[];
  /** Set if the address is only that of a system account, such as www-data. */
  readonly account?: AcceptedAddress;
}

function readAddress(server: PostfixServer, address: string): ReadAddress {
  const decision = decide(server, address);
  if (decision.answer === "refused") return { entries: [], gaps: [] };
  const canonical = canonicalAddress(address);
  if (decision.answer === "unknown") {
    const gap = {
      source: `postfix: ${canonical}`,
      why: decision.why,
      howToClose: "ask the server: standby-mx users verify",
    };
    return { entries: [], gaps: [gap] };
  }
  const { mailboxes, gaps } = expand(server, address);
  const entries = mailboxes.map(({ mailbox, via }): AcceptedAddress => {
    return { address: canonical, mailbox: mailboxName(mailbox), via: via.length > 0 ? via : [decision.via] };
  });
  const [only] = entries;
  if (only !== undefined && isSystemAccount(server, only, decision.via)) return { entries: [], gaps, account: only };
  if (only !== undefined) return { entries, gaps };
  return { entries: [{ address: canonical, mailbox: null, via: [decision.via] }], gaps };
}

/** Domains in which mail from outside can arrive, without `localhost` and names without a dot. */
export function hostedDomains({ domains }: PostfixServer): string[] {
  const listed = Object.values(domains).flatMap((list) => list.listed());
  return [...new Set(listed)].filter(
    (name) => name.includes(".") && !/(^|\.)localhost(\.|$)|\.localdomain$/.test(name),
  );
}

/**
 * Every key as an address, and each of these addresses also in the domains that are mapped to its domain (`@alias
 * @domain`).
 */
function candidateAddresses(server: PostfixServer, domains: readonly string[]): string[] {
  const addresses = [...keysAsAddresses(server, domains)];
  const mapped = [...domainAliases(server)].filter(([alias]) => domains.includes(alias));
  return [
    ...addresses,
    ...mapped.flatMap(([alias, target]) =>
      addresses
        .map(splitAddress)
        .flatMap(({ localPart, domain }) => (domain === target ? [`${localPart}@${alias}`] : [])),
    ),
  ];
}

function domainAliases({ maps }: PostfixServer): Map<string, string> {
  const tables = [...maps.recipient_canonical_maps, ...maps.canonical_maps, ...maps.virtual_alias_maps];
  const rows = tables.flatMap(({ entries }) => [...(entries ?? [])]);
  return new Map(
    rows.flatMap(([key, value]): [string, string][] =>
      key.startsWith("@") && /^@[^@\s,]+$/.test(value.trim())
        ? [[key.slice(1), value.trim().slice(1).toLowerCase()]]
        : [],
    ),
  );
}

/** Every key of every table that can be listed, as an address of each domain in which Postfix would find it. */
function* keysAsAddresses(server: PostfixServer, domains: readonly string[]): Iterable<string> {
  const local = domains.filter((domain) => server.domains.mydestination.includes(domain));
  const origin = server.parameters.myorigin.toLowerCase();
  const foundDomains = new Set([...local, ...domains.filter((domain) => domain === origin)]);
  const markers = new Set(server.domains.virtual_alias_domains.listed());
  for (const domain of local) yield `postmaster@${domain}`;
  for (const parameter of MAP_PARAMETERS) {
    if (ROUTING_PARAMETERS.includes(parameter)) continue;
    for (const table of server.maps[parameter]) {
      for (const key of table.entries?.keys() ?? []) {
        const { localPart, domain } = splitAddress(key);
        if (localPart === "" || markers.has(key)) continue;
        const part = quoted(unquoted(localPart));
        if (domain !== undefined) yield `${part}@${domain}`;
        else for (const name of foundDomains) yield `${part}@${name}`;
      }
    }
  }
}

function isSystemAccount(
  { users, uidRange }: PostfixServer,
  { address, mailbox }: AcceptedAddress,
  via: string,
): boolean {
  const user = users.find((found) => found.user === mailbox);
  if (user === undefined || isPerson(user, uidRange) || !via.endsWith("unix:passwd.byname")) return false;
  return splitAddress(address).localPart === user.user.toLowerCase();
}

/** Gaps for tables that Postfix can only ask for single keys: addresses that only such a table accepts are unknown. */
function tableGaps({ tables }: PostfixServer): Gap[] {
  return [...tables].flatMap(([table, parameters]): Gap[] => {
    if (table.entries !== undefined || parameters.every((name) => (ROUTING_PARAMETERS as string[]).includes(name)))
      return [];
    const source = `${parameters.join(", ")} ${table.name}`;
    if (table.failure !== undefined) {
      return [
        {
          source,
          why: `the table cannot be read: ${table.failure}`,
          howToClose: "repair it: Postfix itself answers 451 meanwhile",
        },
      ];
    }
    return [{ source, ...unlistable(table) }];
  });
}

function unlistable({ fixed, name }: LookupTable): Pick<Gap, "why" | "howToClose"> {
  if (!fixed) {
    return {
      why: "a table of patterns accepts addresses that cannot be listed",
      howToClose:
        "write the addresses that matter into the settings (users verify asks the server for each), then acknowledge this gap",
    };
  }
  return {
    why: "Postfix can ask this table for one address, but not list it",
    howToClose: `give a program that prints its keys and values: --map-program ${name.replace(/^proxy:/, "")}=PROGRAM`,
  };
}

function catchAllOf(server: PostfixServer, domain: string): PrimaryCatchAll[] {
  if (decide(server, `${UNKNOWN_LOCAL_PART}@${domain}`).answer !== "accepted") return [];
  const { mailboxes } = expand(server, `${UNKNOWN_LOCAL_PART}@${domain}`);
  const names = mailboxes
    .map(({ mailbox }) => mailboxName(mailbox))
    .filter((name) => !name.startsWith(UNKNOWN_LOCAL_PART));
  return [{ domain: domainOf(domain), mailboxes: names }];
}

const domainOf = (domain: string): string => canonicalAddress(`x@${domain}`).slice(2);
const isAlias = (step: string): boolean => step.startsWith("alias_maps");

/** The mailbox of a virtual user is named by its address. */
const mailboxName = (mailbox: string): string => (mailbox.includes("@") ? canonicalAddress(mailbox) : mailbox);
