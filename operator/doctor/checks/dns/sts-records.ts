import type { DnsAnswer } from "../../dns/answer";

/** The TXT records of an answer that are of MTA-STS; others at that name do not count. */
export function stsRecords({ values }: DnsAnswer): readonly string[] {
  return values.filter((text) => /^v=STSv1\s*(;|$)/.test(text));
}
