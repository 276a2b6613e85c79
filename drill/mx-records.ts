import { readFile } from "node:fs/promises";
import * as z from "zod";
import type { MailExchanger } from "./sender/mail-exchangers";

const synthesizedStack = z.object({
  resource: z
    .object({
      aws_route53_record: z
        .record(z.string(), z.object({ name: z.string(), type: z.string(), records: z.array(z.string()).optional() }))
        .optional(),
    })
    .optional(),
  output: z.record(z.string(), z.object({ value: z.unknown() })).optional(),
});

/** A line of a zone file (RFC 1035 section 5.1), as in the outputs of a domain whose DNS is elsewhere. */
const ZONE_LINE = /^(\S+?)\.?\s+\d+\s+IN\s+MX\s+(\d+\s+\S+)$/gm;

/** The MX record sets by domain: those that the synthesized stacks publish, or give as lines to publish. */
export async function readMxRecords(files: readonly string[]): Promise<Map<string, MailExchanger[]>> {
  const sets = new Map<string, MailExchanger[]>();
  const add = (name: string, record: string) => {
    const [preference, host] = record.trim().split(/\s+/, 2) as [string, string];
    const set = sets.get(name.toLowerCase()) ?? [];
    set.push({ preference: Number(preference), host: host.toLowerCase().replace(/\.$/, "") });
    sets.set(name.toLowerCase(), set);
  };
  for (const file of files) {
    const { resource, output } = synthesizedStack.parse(JSON.parse(await readFile(file, "utf8")));
    for (const { name, type, records } of Object.values(resource?.aws_route53_record ?? {})) {
      if (type === "MX") for (const record of records ?? []) add(name, record);
    }
    for (const { value } of Object.values(output ?? {})) {
      if (typeof value !== "string") continue;
      for (const [, name, record] of value.matchAll(ZONE_LINE)) add(name!, record!);
    }
  }
  return sets;
}

/** The record set of a domain: its own, or else the record set of the nearest wildcard above the domain (RFC 4592). */
export function exchangersOf(
  sets: ReadonlyMap<string, readonly MailExchanger[]>,
  domain: string,
): readonly MailExchanger[] {
  const own = sets.get(domain);
  if (own) return own;
  const parents = [...domain.matchAll(/\./g)].map(({ index }) => domain.slice(index));
  return parents.map((parent) => sets.get(`*${parent}`)).find((set) => set !== undefined) ?? [];
}
