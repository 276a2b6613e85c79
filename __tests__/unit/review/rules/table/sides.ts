import { stringify } from "yaml";
import { synthesizedFiles } from "../../../../../fixtures/synthesized-files";
import type { Stack } from "../../../../../review/model/stack";
import { synthesizedStack } from "../../../../../review/synthesize/synthesized-stack";
import { parseSettings } from "../../../../../settings/load";
import type { JsonObject } from "../../../../../review/model/json";

/** A settings file that a case changes before the synthesis. */
export interface EditableSettings {
  regions: unknown[];
  domains: { name: string; primary: { host: string; preference: number }[]; standbyPreference: number; dns: unknown }[];
  mailboxes: { user: string; addresses: string[]; prefix?: string; ruleName?: string }[];
  [key: string]: unknown;
}

export function editableSettings(): EditableSettings {
  return {
    regions: ["eu-west-1"],
    domains: [
      {
        name: "example.org",
        primary: [
          { host: "mail.example.org", preference: 10 },
          { host: "mail2.example.org", preference: 20 },
        ],
        standbyPreference: 100,
        dns: { route53: "example.org" },
      },
    ],
    mailboxes: [
      { user: "alice", addresses: ["alice", "postmaster"] },
      { user: "bob", addresses: ["bob", "info"] },
      { user: "carol", addresses: ["carol"] },
    ],
  };
}

/** Adds example.net beside example.org. */
export function addDomain(file: EditableSettings): void {
  const primary = [{ host: "mail.example.org", preference: 10 }];
  file.domains.push({ name: "example.net", primary, standbyPreference: 100, dns: { route53: "example.net" } });
}

const made = new Map<string, Map<string, string>>();

/** The stacks of settings, made by the real constructs in this process, once for the same settings; `edit` changes each file. */
export function synthesize(settings: EditableSettings, edit?: (file: SynthesizedFile) => void): Map<string, Stack> {
  const source = stringify(settings);
  const files = made.get(source) ?? synthesizedFiles(parseSettings(source, "standby-mx.yaml").settings);
  made.set(source, files);
  return new Map(
    [...files].map(([name, json]) => {
      const file = JSON.parse(json) as SynthesizedFile;
      edit?.(file);
      return [name, synthesizedStack(name, file as unknown as JsonObject)] satisfies [string, Stack];
    }),
  );
}

/** A synthesized file that a case edits as changed sources would. */
export type EditableBlocks = Record<string, Record<string, Record<string, unknown>>>;
export interface SynthesizedFile {
  resource: EditableBlocks;
  data: EditableBlocks;
  output?: Record<string, Record<string, unknown>>;
  provider: { aws: Record<string, unknown>[] };
  terraform: Record<string, Record<string, unknown>>;
  [block: string]: unknown;
}

/** The only resource of a type whose name in the file contains a text. */
export function block(file: SynthesizedFile, type: string, part = ""): Record<string, unknown> {
  const [found, ...others] = Object.entries(file.resource[type] ?? {}).filter(([name]) => name.includes(part));
  if (found === undefined || others.length > 0) throw new Error(`${type} "${part}": expected one resource`);
  return found[1];
}

export function removeResources(file: SynthesizedFile, type: string, part = ""): void {
  const names = Object.keys(file.resource[type] ?? {}).filter((name) => name.includes(part));
  if (names.length === 0) throw new Error(`${type} "${part}": expected a resource to remove`);
  for (const name of names) delete file.resource[type]?.[name];
}

/** Adds a resource of a type that the stacks do not make. */
export function add(file: SynthesizedFile, type: string, name: string, values: JsonObject): void {
  file.resource[type] = { ...file.resource[type], [name]: { ...values } };
}

/** Changes a policy document in place. */
export function policy(values: Record<string, unknown>, change: (statements: Record<string, unknown>[]) => void): void {
  const document = JSON.parse(values.policy as string) as { Statement: Record<string, unknown>[] };
  change(document.Statement);
  values.policy = JSON.stringify(document);
}
