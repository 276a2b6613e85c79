import { printable } from "../../../lib/text";
import type { DomainRecords, LookedUpRecord } from "../model";
import { policyLines, publisherText, stateText, tokensMissingLines, verificationText, zoneLine } from "./record-text";

/** Lines for a zone file. All other text, and records that must not be published yet, are comments. */
export function formatZone(domains: readonly DomainRecords[]): string {
  return domains
    .map((domain) =>
      domainLines(domain)
        .map((line) => `${line}\n`)
        .join(""),
    )
    .join("\n");
}

function domainLines(domain: DomainRecords): readonly string[] {
  const comments = [
    `${domain.domain}: ${publisherText(domain)}`,
    ...domain.identities.map(verificationText),
    ...tokensMissingLines(domain.identities),
  ];
  return [
    ...comments.map(comment),
    ...domain.records.flatMap((record) =>
      record.purpose === "mta-sts" ? [...policyLines(domain).map(comment), ...lines(record)] : lines(record),
    ),
    ...domain.unexpected.map((value) => comment(`not in the settings: ${domain.domain}. IN MX ${printable(value)}.`)),
  ];
}

function lines(record: LookedUpRecord): readonly string[] {
  const text = `${zoneLine(record)} ; ${stateText(record)}`;
  // A record that is published already is not a comment.
  return record.wait === undefined || record.state === "seen" ? [text] : [comment(`${record.wait}:`), comment(text)];
}

const comment = (text: string): string => `; ${text}`;
