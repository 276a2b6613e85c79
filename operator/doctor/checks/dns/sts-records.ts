import type { DnsAnswer } from "../../dns/answer";

/** The MTA-STS records among the TXT records of an answer. */
export function stsRecords({ values }: DnsAnswer): readonly string[] {
  return values.filter((text) => /^v=STSv1\s*(;|$)/.test(text));
}
