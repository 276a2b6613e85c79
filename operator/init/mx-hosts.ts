import { Resolver } from "node:dns/promises";
import { codeOf, messageOf } from "../../lib/errors";
import { SECOND_MS } from "../../lib/time";
import { domainRule } from "../../settings/names/domain-names";

export interface MxHost {
  readonly host: string;
  readonly preference: number;
}

/** The MX hosts of a domain in DNS; `unknown`: DNS could not be asked. */
export type MxLookup =
  | { readonly kind: "found"; readonly hosts: readonly MxHost[] }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly why: string };

export interface DomainLookups {
  mx(domain: string): Promise<MxLookup>;
  /** The zone in Route 53 that holds the domain; `undefined`: another provider, or unknown. */
  route53Zone(domain: string): Promise<string | undefined>;
}

const DNS_TIMEOUT_MS = 5 * SECOND_MS;
const STANDBY_HOST = /^inbound-smtp\.[a-z0-9-]+\.amazonaws\.com$/;
/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/GetInfoAboutHostedZone.html */
const ROUTE53_SERVER = /\.awsdns-\d+\.(com|net|org|co\.uk)\.?$/i;

export function dnsLookups(server: string | undefined): DomainLookups {
  const resolver = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 2 });
  if (server !== undefined) resolver.setServers([server]);
  return {
    async mx(domain) {
      try {
        const records = await resolver.resolveMx(domain);
        const hosts = records
          .map(({ exchange, priority }) => ({ host: exchange.replace(/\.$/, "").toLowerCase(), preference: priority }))
          .filter(({ host }) => !STANDBY_HOST.test(host) && domainRule(host) === undefined)
          .sort((a, b) => a.preference - b.preference);
        return hosts.length > 0 ? { kind: "found", hosts } : { kind: "none" };
      } catch (error) {
        if (["ENOTFOUND", "ENODATA"].includes(codeOf(error))) return { kind: "none" };
        return { kind: "unknown", why: messageOf(error) };
      }
    },
    async route53Zone(domain) {
      for (let zone = domain; zone.includes("."); zone = zone.slice(zone.indexOf(".") + 1)) {
        const servers = await resolver.resolveNs(zone).catch(() => []);
        if (servers.length > 0) return servers.every((name) => ROUTE53_SERVER.test(name)) ? zone : undefined;
      }
      return undefined;
    },
  };
}
