import type { Gap } from "../reading";
import type { PasswdUser, UidRange } from "../sources/passwd";
import { readPasswd, readUidRange } from "../sources/passwd";
import { DomainList, readDomainPatterns } from "./domain-list";
import { openTable, type LookupTable, type TableContext } from "./lookup-table";
import { readParameters, readServiceOverrides, type ParameterName, type Parameters } from "./parameters";
import type { RecipientDelimiter } from "./recipient-keys";
import { splitList } from "./split-list";

export interface PostfixOptions {
  /** `undefined`: Postfix's default, /etc/postfix. */
  readonly configDirectory?: string | undefined;
  readonly mapPrograms?: ReadonlyMap<string, string>;
}

/** Parameters whose lookup tables contain recipients. */
export const MAP_PARAMETERS = [
  "recipient_canonical_maps",
  "canonical_maps",
  "virtual_alias_maps",
  "local_recipient_maps",
  "virtual_mailbox_maps",
  "relay_recipient_maps",
  "transport_maps",
  "relocated_maps",
  "alias_maps",
] as const satisfies readonly ParameterName[];
export type MapParameter = (typeof MAP_PARAMETERS)[number];

const DOMAIN_PARAMETERS = [
  "mydestination",
  "virtual_alias_domains",
  "virtual_mailbox_domains",
  "relay_domains",
] as const satisfies readonly ParameterName[];
type DomainParameter = (typeof DOMAIN_PARAMETERS)[number];

/**
 * The address class of a domain (Postfix's ADDRESS_CLASS_README); `undefined`: a table that decides cannot be asked.
 */
export type AddressClass = "local" | "virtual alias" | "virtual mailbox" | "relay" | "foreign";

/** The part of a Postfix configuration that decides about recipients, with every lookup table open. */
export interface PostfixServer {
  readonly parameters: Parameters;
  readonly delimiter: RecipientDelimiter;
  readonly maps: Readonly<Record<MapParameter, readonly LookupTable[]>>;
  readonly domains: Readonly<Record<DomainParameter, DomainList>>;
  /** Every table with the parameters that name it. */
  readonly tables: ReadonlyMap<LookupTable, readonly string[]>;
  readonly users: readonly PasswdUser[];
  readonly uidRange: UidRange;
  readonly gaps: readonly Gap[];
}

export async function openPostfix({ configDirectory, mapPrograms }: PostfixOptions): Promise<PostfixServer> {
  const [parameters, overrides, users, uidRange] = await Promise.all([
    readParameters(configDirectory),
    readServiceOverrides(configDirectory),
    readPasswd(),
    readUidRange(),
  ]);
  const context: TableContext = { configDirectory, users, mapPrograms: mapPrograms ?? new Map<string, string>() };
  const others = configDirectory === undefined ? splitList(parameters.multi_instance_directories) : [];
  const gaps = [...others.map(instanceGap), ...overrides.map(overrideGap)];
  const opened = new Map<string, Promise<LookupTable>>();
  const uses = new Map<LookupTable, string[]>();
  // A table that two parameters name is read once, such as alias_maps in local_recipient_maps.
  const aliases = new Set(splitList(parameters.alias_maps));
  const open = (parameter: string) => async (name: string) => {
    const opening = opened.get(name) ?? openTable(name, aliases.has(name), context);
    opened.set(name, opening);
    const table = await opening;
    uses.set(table, [...new Set([...(uses.get(table) ?? []), parameter])]);
    return table;
  };
  const maps = {} as Record<MapParameter, LookupTable[]>;
  for (const parameter of MAP_PARAMETERS) {
    maps[parameter] = await Promise.all(splitList(parameters[parameter]).map(open(parameter)));
  }
  const parents = splitList(parameters.parent_domain_matches_subdomains).includes("relay_domains");
  const domains = {} as Record<DomainParameter, DomainList>;
  for (const parameter of DOMAIN_PARAMETERS) {
    const patterns = await readDomainPatterns(parameters[parameter], open(parameter), (file, error) =>
      gaps.push({ source: `${parameter} ${file}`, why: error.message, howToClose: "make the file readable" }),
    );
    domains[parameter] = new DomainList(patterns, { subdomains: parameter === "relay_domains", withParents: parents });
  }
  return {
    parameters,
    delimiter: {
      characters: parameters.recipient_delimiter,
      ownerRequest: parameters.owner_request_special !== "no",
      doubleBounce: parameters.double_bounce_sender,
    },
    ...{ maps, domains, tables: uses, users, uidRange, gaps },
  };
}

export function classOf({ domains }: PostfixServer, domain: string): AddressClass | undefined {
  if (/^\[.*\]$/.test(domain)) return "local";
  const classes: readonly (readonly [AddressClass, DomainList])[] = [
    ["local", domains.mydestination],
    ["virtual alias", domains.virtual_alias_domains],
    ["virtual mailbox", domains.virtual_mailbox_domains],
    ["relay", domains.relay_domains],
  ];
  for (const [name, list] of classes) {
    const included = list.includes(domain);
    if (included === undefined) return undefined;
    if (included) return name;
  }
  return "foreign";
}

/** MULTI_INSTANCE_README: the first instance names the configuration directories of all others. */
function instanceGap(directory: string): Gap {
  return {
    source: `multi_instance_directories ${directory}`,
    why: "another instance of Postfix has its own addresses, which were not read",
    howToClose: `if mail from outside arrives there, read that instance: --postfix-config ${directory}; otherwise acknowledge this gap`,
  };
}

function overrideGap(override: string): Gap {
  const [service = "", type = "", parameter = ""] = override.split("/");
  return {
    source: `master.cf ${override}`,
    why: `the service ${service}/${type} has a ${parameter} of its own, which only mail through this service meets`,
    howToClose: `compare by RCPT: standby-mx users verify --smtp HOST:PORT with the address of that service`,
  };
}
