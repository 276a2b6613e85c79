import { resourcesOf } from "../model/select";
import { text, texts } from "../model/json";
import type { Stack } from "../model/stack";

export interface MxRecord {
  readonly host: string;
  readonly preference: number;
}

export interface MxSet {
  /** Whether Terraform publishes the set in Route 53; otherwise an output has the lines that the operator must publish. */
  readonly published: boolean;
  /** In the order in which senders try the hosts. */
  readonly hosts: readonly MxRecord[];
}

/** RFC 1035 section 5.1. */
const MASTER_FILE_MX_LINE = /^(\S+?)\.?\s+\d+\s+IN\s+MX\s+(.+)$/gm;

/** The MX record sets of a stack by domain: record sets in Route 53, and outputs with the lines to publish where DNS is elsewhere. */
export function mxSets(stack: Stack | undefined): Map<string, MxSet> {
  const sets = new Map<string, MxSet>();
  for (const { values } of resourcesOf(stack, "output")) {
    for (const [, name = "", record = ""] of (text(values, "value") ?? "").matchAll(MASTER_FILE_MX_LINE)) {
      const hosts = sets.get(comparableName(name))?.hosts ?? [];
      sets.set(comparableName(name), { published: false, hosts: byPreference([...hosts, ...mxRecordsIn([record])]) });
    }
  }
  for (const { values } of resourcesOf(stack, "aws_route53_record")) {
    if (text(values, "type") !== "MX") continue;
    sets.set(comparableName(text(values, "name") ?? ""), {
      published: true,
      hosts: byPreference(mxRecordsIn(texts(values, "records"))),
    });
  }
  return sets;
}

function mxRecordsIn(records: readonly string[]): MxRecord[] {
  return records.flatMap((record) => {
    const [, preference, host = ""] = /^(\d+)\s+(\S+?)\.?$/.exec(record) ?? [];
    return preference === undefined ? [] : [{ host: host.toLowerCase(), preference: Number(preference) }];
  });
}

function byPreference(hosts: readonly MxRecord[]): MxRecord[] {
  return [...hosts].sort((a, b) => a.preference - b.preference);
}

/** A domain name in the form in which DNS compares names. */
export function comparableName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
