import { readPasswd, readUidRange } from "../users/sources/passwd";
import { readSources, type SourceOptions } from "../users/read-sources";
import { SourceError } from "../users/source-error";
import { findDomains, type DomainAnswers, type FoundDomain } from "./find-domains";
import { findPlaces } from "./mailbox-places";
import { dnsLookups } from "./mx-hosts";
import type { Proposal } from "./proposal";
import { proposeRegion } from "./propose-region";
import { propose } from "./propose";
import { MIB } from "../../lib/bytes";
import { MAX_MESSAGE_BYTES } from "../../inbound/message-size";

export interface InitOptions extends DomainAnswers {
  readonly sources: SourceOptions;
  readonly region: string | undefined;
  /** Where the DNS records are published; `undefined`: found out from DNS. */
  readonly dns: "route53" | "elsewhere" | undefined;
  /** A DNS resolver to ask, by IP address; `undefined`: the resolver of this machine. */
  readonly resolver: string | undefined;
}

/** Reads the server and proposes settings for it. */
export async function readServer(options: InitOptions): Promise<Proposal> {
  const [users, uidRange] = await Promise.all([readPasswd(), readUidRange()]);
  const { reading, postfix } = await readSources(options.sources, options.domains);
  const host = postfix?.parameters.myhostname;
  const hosted = [
    ...new Set([...reading.domains, ...reading.entries.map(({ address }) => address.replace(/.*@/, ""))]),
  ];
  const lookups = dnsLookups(options.resolver);
  const dns = options.dns === "elsewhere" ? { ...lookups, route53Zone: () => Promise.resolve(undefined) } : lookups;
  const foundDomains = await findDomains(hosted, options, host, dns);
  if (foundDomains.domains.length === 0) {
    throw new SourceError(
      "expected domains with MX records, found none; name them with --domain, and their hosts with --mx",
    );
  }
  const mailboxes = [...new Set(reading.entries.flatMap(({ mailbox }) => mailbox ?? []))];
  const { dovecotConfig } = options.sources;
  const places = await findPlaces(mailboxes, { postfix, dovecotConfig, users });
  const proposed = proposeRegion();
  const proposal = propose({
    ...{ reading, places, users, uidRange },
    region: options.region ?? proposed.region,
    regionReason: options.region === undefined ? proposed.why : "as you chose",
    domains: foundDomains.domains.map((domain) => ({ ...domain, zone: zoneOf(domain, options.dns) })),
    withoutMx: foundDomains.withoutMx,
    facts: sizeFacts(postfix?.parameters.message_size_limit),
    open: foundDomains.open,
  });
  if (proposal.mailboxes.length > 0) return proposal;
  throw new SourceError(
    `expected mailboxes with addresses in ${foundDomains.domains.map(({ name }) => name).join(", ")}, found none; name another source with --from`,
  );
}

/** The zone of a domain in Route 53. If DNS does not show the zone, the zone has the name of the domain. */
function zoneOf({ name, zone }: FoundDomain, dns: InitOptions["dns"]): string | undefined {
  return dns === "route53" ? (zone ?? name) : zone;
}

/** Describes the size limits of the primary and SES if they differ. */
function sizeFacts(limit: string | undefined): string[] {
  const bytes = Number(limit);
  if (!(bytes >= 0)) return [];
  const accepted = bytes === 0 ? "messages of any size" : `messages of up to ${Math.floor(bytes / MIB)} MB`;
  return [`Your server accepts ${accepted}; SES accepts up to ${MAX_MESSAGE_BYTES / MIB} MB.`];
}
