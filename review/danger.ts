import { text, type JsonObject } from "./json";
import { unknownValue } from "./marks";
import type { Assessed, Change, Comparison, Resource, Stack } from "./stack";

/** One thing that can go wrong with mail, as data: how it is seen in a change, what it does to mail, and from when on. */
export interface DangerRule {
  readonly id: string;
  /** What happens to mail. */
  readonly mail: string;
  /** From when on. */
  readonly since: string;
  /** Where it is the case in one stack. */
  find(this: void, comparison: Assessed, allStacks: readonly Assessed[]): Iterable<Finding>;
}

export interface Finding {
  /** The resource, or `undefined` where it is the stack as a whole. */
  readonly address?: string | undefined;
  /** What exactly changes, in words. */
  readonly what: string;
}

/** A finding with its rule: one line that a reviewer reads. */
export interface Danger extends Finding {
  readonly rule: string;
  readonly stack: string;
  readonly mail: string;
  readonly since: string;
}

export function changesOf({ changes }: Comparison, ...types: string[]): Change[] {
  return changes.filter(({ type }) => types.includes(type));
}

/** Changes after which what stood before is there no more. */
export function goneOf(comparison: Comparison, ...types: string[]): Change[] {
  return changesOf(comparison, ...types).filter(({ action }) => action === "delete" || action === "replace");
}

/** Changes of something that is there before and after. */
export function updatesOf(comparison: Comparison, ...types: string[]): Update[] {
  return changesOf(comparison, ...types).filter((change): change is Update => Boolean(change.before && change.after));
}
type Update = Change & { readonly before: JsonObject; readonly after: JsonObject };

export function resourcesOf(stack: Stack | undefined, ...types: string[]): Resource[] {
  return [...(stack?.resources.values() ?? [])].filter(({ type }) => types.includes(type));
}

const verbs: Record<Change["action"], string> = {
  create: "created",
  update: "changed",
  replace: "deleted and created anew",
  delete: "deleted",
  move: "moved",
  import: "imported",
  forget: "left standing",
};

/** Such as `example.org-mail-stocker is deleted and created anew`. */
export function said({ action, address, before, after }: Change): string {
  return `${nameOf(before ?? after) ?? address} is ${verbs[action]}`;
}

/** Names as a sentence has room for. */
export function listed(names: readonly string[], room = 10): string {
  const more = names.length > room ? ` and ${names.length - room} more` : "";
  return `${names.slice(0, room).join(", ")}${more}`;
}

export function nameOf(values: Resource["values"] | undefined): string | undefined {
  const keys = ["bucket", "name", "domain", "rule_set_name", "user", "role"];
  return keys.map((key) => text(values, key)).find((name) => name !== undefined && name !== unknownValue);
}
