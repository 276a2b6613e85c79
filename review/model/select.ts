import type { JsonObject } from "./json";
import type { Change, Comparison, Resource, Stack } from "./stack";

export function changesOf({ changes }: Comparison, ...types: string[]): Change[] {
  return changes.filter(({ type }) => types.includes(type));
}

/** Changes that delete or replace a resource. */
export function goneOf(comparison: Comparison, ...types: string[]): Change[] {
  return changesOf(comparison, ...types).filter(({ action }) => action === "delete" || action === "replace");
}

/** Changes of resources that exist before and after the change. */
export function updatesOf(comparison: Comparison, ...types: string[]): Update[] {
  return changesOf(comparison, ...types).filter((change): change is Update => Boolean(change.before && change.after));
}
type Update = Change & { readonly before: JsonObject; readonly after: JsonObject };

export function resourcesOf(stack: Stack | undefined, ...types: string[]): Resource[] {
  return [...(stack?.resources.values() ?? [])].filter(({ type }) => types.includes(type));
}
