import type { DomainLookups, MxHost } from "./mx-hosts";
import type { OpenQuestion } from "./proposal";

export interface FoundDomain {
  readonly name: string;
  readonly primary: readonly MxHost[];
  readonly zone: string | undefined;
}

export interface DomainAnswers {
  /** Domains that the operator named; empty: the domains of the source that have MX records. */
  readonly domains: readonly string[];
  /** MX hosts that the operator named, for every domain. */
  readonly mx: readonly string[];
}

export interface FoundDomains {
  readonly domains: readonly FoundDomain[];
  readonly withoutMx: readonly string[];
  readonly open: readonly OpenQuestion[];
}

const DEFAULT_PREFERENCE = 10;

/** The domains that receive mail at this server, with their MX hosts. */
export async function findDomains(
  hosted: readonly string[],
  answers: DomainAnswers,
  hostName: string | undefined,
  dns: DomainLookups,
): Promise<FoundDomains> {
  const names = answers.domains.length > 0 ? answers.domains : hosted;
  const named = answers.mx.map((host, index) => ({ host, preference: DEFAULT_PREFERENCE * (index + 1) }));
  const found = await Promise.all(names.map((name) => lookUp(name, named, answers, hostName, dns)));
  return {
    domains: found.flatMap(({ domain }) => domain ?? []),
    withoutMx: found.flatMap(({ domain, name }) => (domain === undefined ? [name] : [])),
    open: found.flatMap(({ open }) => open),
  };
}

async function lookUp(
  name: string,
  named: readonly MxHost[],
  answers: DomainAnswers,
  hostName: string | undefined,
  dns: DomainLookups,
): Promise<{ readonly name: string; readonly domain?: FoundDomain; readonly open: readonly OpenQuestion[] }> {
  const zone = await dns.route53Zone(name);
  if (named.length > 0) return { name, domain: { name, primary: named, zone }, open: [] };
  const lookup = await dns.mx(name);
  if (lookup.kind === "found") return { name, domain: { name, primary: lookup.hosts, zone }, open: [] };
  // A domain that the operator did not name, and that gets no mail from outside, such as the server's own host name.
  if (lookup.kind === "none" && answers.domains.length === 0) return { name, open: [] };
  const why =
    lookup.kind === "none" ? "DNS has no MX record for it" : `DNS gave no answer about its MX records: ${lookup.why}`;
  const host = hostName ?? `mail.${name}`;
  const open = [{ subject: `domain ${name}`, why, advice: `check its MX hosts; ${host} is only a guess` }];
  return { name, domain: { name, primary: [{ host, preference: DEFAULT_PREFERENCE }], zone }, open };
}
