import { printable } from "../../../lib/text";
import type { DomainRecords, LookedUpRecord } from "../model";
import { policyLines, publisherText, stateText, tokensMissingLines, verificationText } from "./record-text";

const HEADINGS = ["Name", "Type", "Priority", "Value", "TTL", "Now"] as const;

/**
 * A table for each domain, with the values that the form of a DNS provider asks for; names are relative to the zone,
 * `@` is the zone itself.
 */
export function formatForm(domains: readonly DomainRecords[]): string {
  return domains
    .map((domain) =>
      domainLines(domain)
        .map((line) => `${line.trimEnd()}\n`)
        .join(""),
    )
    .join("\n");
}

function domainLines(domain: DomainRecords): readonly string[] {
  const rows = [HEADINGS, ...domain.records.map((record) => cells(record, domain.zone))];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const waits = domain.records.flatMap((record) =>
    record.wait === undefined || record.state === "seen"
      ? []
      : `${nameBelow(record, domain.zone)} ${record.value}: ${record.wait}`,
  );
  return [
    `${domain.domain}: ${publisherText(domain)}`,
    ...domain.identities.map(verificationText),
    ...tokensMissingLines(domain.identities),
    ...waits,
    "",
    ...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ")}`),
    ...domain.unexpected.map((value) => `not in the settings: MX ${printable(value)}`),
    ...policyLines(domain).map((line, index) => (index === 0 ? `\n${line}` : line)),
  ];
}

function cells(record: LookedUpRecord, zone: string): readonly string[] {
  const { type, priority, value, ttl } = record;
  return [nameBelow(record, zone), type, String(priority ?? ""), value, String(ttl), stateText(record)];
}

function nameBelow({ name }: LookedUpRecord, zone: string): string {
  if (name === zone) return "@";
  return name.endsWith(`.${zone}`) ? name.slice(0, -zone.length - 1) : name;
}
