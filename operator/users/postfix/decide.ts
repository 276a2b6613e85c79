import { splitAddress } from "../address";
import { SourceError } from "../source-error";
import type { LookupTable } from "./lookup-table";
import { recipientKeys, unquoted, withoutLabel, type LookupKey, type RecipientDelimiter } from "./recipient-keys";
import { refusesUnlisted } from "./restrictions";
import { classOf, type MapParameter, type PostfixServer } from "./server";

/** Postfix's answer to `RCPT TO`. */
export type Decision =
  | { readonly answer: "accepted"; readonly via: string }
  | { readonly answer: "refused" }
  | { readonly answer: "unknown"; readonly why: string };

/** The result of looking an address up in the tables of one parameter. */
type Found = { readonly table: LookupTable; readonly key: string; readonly value: string };

/** More rounds than any chain of aliases needs; each round looks up the keys that the previous round led to. */
const MAX_ROUNDS = 100;

/** Repeats `compute` until every table has been asked for every key that `compute` looks up; returns its last result. */
export async function untilTablesAsked<T>({ tables }: PostfixServer, compute: () => T): Promise<T> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const result = compute();
    let missed = false;
    for (const table of tables.keys()) missed = (await table.askMissed()) || missed;
    if (!missed) return result;
  }
  throw new SourceError(`expected the aliases to end within ${MAX_ROUNDS} steps, found more; is there a loop?`);
}

/** Decides as check_rcpt_maps() of Postfix's smtpd_check.c does, for a recipient that an outside client names. */
export function decide(server: PostfixServer, address: string): Decision {
  const { localPart, domain = "" } = splitAddress(address.toLowerCase());
  const { doubleBounce } = server.delimiter;
  if (`${localPart}@${domain}` === `${doubleBounce}@${server.parameters.myorigin}`.toLowerCase())
    return accepted(BUILT_IN);
  const addressClass = classOf(server, domain);
  if (addressClass === undefined) return { answer: "unknown", why: "a table of domains cannot be asked" };
  // "Relay access denied": reject_unauth_destination.
  if (addressClass === "foreign") return { answer: "refused" };
  // allow_min_user, and the resolver of trivial-rewrite(8): a final dot or two dots in a row are no dot-string.
  if (localPart.startsWith("-") || localPart === "") return { answer: "refused" };
  if (/[%!@]/.test(localPart)) return { answer: "unknown", why: "Postfix reads %, ! and @ in a local part as a route" };
  if (!refusesUnlisted(server.parameters)) return accepted("smtpd_reject_unlisted_recipient");

  for (const parameter of ["recipient_canonical_maps", "canonical_maps", "virtual_alias_maps"] as const) {
    const found = find(server, parameter, address);
    if (found === "unknown") return unknownIn(parameter);
    if (found) return accepted(`${parameter} ${found.table.name}`);
  }
  if (addressClass === "virtual alias") return { answer: "refused" };
  return rejectedByTransport(server, address) ?? listed(server, addressClass, address);
}

/** The first key of the address that a table of the parameter contains. */
export function find(server: PostfixServer, parameter: MapParameter, address: string): Found | "unknown" | undefined {
  for (const { key, partial } of keysOf(server, address)) {
    for (const table of server.maps[parameter]) {
      if (partial && !table.fixed) continue;
      const value = table.find(key);
      if (value !== undefined) return { table, key, value };
      if (table.failure !== undefined) return "unknown";
    }
  }
  return undefined;
}

const BUILT_IN = "built into Postfix";
const PARAMETER_OF_CLASS = {
  local: "local_recipient_maps",
  "virtual mailbox": "virtual_mailbox_maps",
  relay: "relay_recipient_maps",
} as const;

function listed(server: PostfixServer, addressClass: keyof typeof PARAMETER_OF_CLASS, address: string): Decision {
  const parameter = PARAMETER_OF_CLASS[addressClass];
  if (server.maps[parameter].length === 0) return accepted(`${parameter} is empty`);
  const localPart = splitAddress(address).localPart.toLowerCase();
  if (addressClass === "local" && ["postmaster", "mailer-daemon", server.delimiter.doubleBounce].includes(localPart)) {
    return accepted(BUILT_IN);
  }
  const found = find(server, parameter, address);
  if (found === "unknown") return unknownIn(parameter);
  return found ? accepted(`${parameter} ${found.table.name}`) : { answer: "refused" };
}

/** `error:` in transport_maps, and an address in relocated_maps, are refused. */
function rejectedByTransport(server: PostfixServer, address: string): Decision | undefined {
  const transport = transportOf(server, address);
  if (transport === "unknown") return unknownIn("transport_maps");
  if (transport?.startsWith("error:")) return { answer: "refused" };
  if (transport?.startsWith("retry:")) {
    return { answer: "unknown", why: "transport_maps says retry: a temporary refusal" };
  }
  const relocated = find(server, "relocated_maps", address);
  if (relocated === "unknown") return unknownIn("relocated_maps");
  return relocated && { answer: "refused" };
}

/** The transport and next hop of an address in transport_maps. */
export function transportOf({ maps, delimiter }: PostfixServer, address: string): string | undefined {
  for (const { key, partial } of transportKeys(address, delimiter)) {
    for (const table of maps.transport_maps) {
      if (partial && !table.fixed) continue;
      const value = table.find(key);
      if (value !== undefined) return value;
      if (table.failure !== undefined) return "unknown";
    }
  }
  return undefined;
}

function keysOf(server: PostfixServer, address: string): LookupKey[] {
  const lower = address.toLowerCase();
  const domain = splitAddress(lower).domain ?? "";
  const isLocal = domain === server.parameters.myorigin.toLowerCase() || classOf(server, domain) === "local";
  return recipientKeys(lower, isLocal, server.delimiter);
}

/** The keys of transport(5): the address, the address without label, the domain, and the parent domains. */
function transportKeys(address: string, delimiter: RecipientDelimiter): LookupKey[] {
  const { localPart, domain = "" } = splitAddress(address.toLowerCase());
  const bare = withoutLabel(unquoted(localPart), delimiter);
  const above = [...domain.matchAll(/\./g)].map(({ index }) => domain.slice(index));
  return [
    { key: address.toLowerCase(), partial: false },
    ...(bare === undefined ? [] : [{ key: `${bare}@${domain}`, partial: true }]),
    ...[domain, ...above, "*"].map((key) => ({ key, partial: true })),
  ];
}

const accepted = (via: string): Decision => ({ answer: "accepted", via });
const unknownIn = (parameter: string): Decision => ({
  answer: "unknown",
  why: `a table of ${parameter} cannot be asked`,
});
