import { mxNameOf } from "../../../../settings/names/subdomains";
import type { Domain } from "../../../../settings/model";
import type { DoctorContext } from "../../context";
import type { DnsAnswer, Lookup } from "../../dns/answer";

/** One MX record. */
export interface PublishedMx {
  readonly preference: number;
  readonly host: string;
}

export function mxLookup({ dns }: DoctorContext, domain: string): Promise<Lookup> {
  return dns.lookup(domain, "MX", domain);
}

/** The MX records of an answer, in the order in which senders try them (RFC 5321 section 5.1). */
export function mailExchangers({ values }: Pick<DnsAnswer, "values">): readonly PublishedMx[] {
  return values
    .map((value) => {
      const [preference = "", host = ""] = value.split(" ");
      return { preference: Number(preference), host };
    })
    .sort((a, b) => a.preference - b.preference || (a.host < b.host ? -1 : 1));
}

export function describeExchangers(exchangers: readonly PublishedMx[]): string {
  return exchangers.map(({ preference, host }) => `${preference} ${host}`).join(", ");
}

const STANDBY_HOST = /^inbound-smtp\.([a-z0-9-]+)\.amazonaws\.com$/;

export const isStandbyHost = (host: string): boolean => STANDBY_HOST.test(host);

/** The record as a line of a zone file. */
export function mxRecord(domain: string, { preference, host }: PublishedMx): string {
  return `${domain}. 3600 IN MX ${preference} ${host}.`;
}

export function domainNamed({ settings }: DoctorContext, name: string): Domain {
  const domain = settings.domains.find((candidate) => mxNameOf(candidate.name) === name);
  if (!domain) throw new Error(`the settings have no domain ${name}`);
  return domain;
}
