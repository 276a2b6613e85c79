import type { Resource, Stack } from "../model/stack";

/**
 * Addresses that Terraform takes out of the state, leaving standing what they name: those of `removed` blocks, and all of a
 * stack that is no longer synthesized, because nobody runs Terraform there any more.
 */
export function forgotten(before: Stack | undefined, after: Stack | undefined): Set<string> {
  return new Set(after === undefined ? before?.resources.keys() : after.released);
}

/** What exists after the change: the resources of the stack after it, and those forgotten, as they were. */
export function withForgotten(
  before: Stack | undefined,
  after: Stack | undefined,
  addresses: ReadonlySet<string>,
): Stack | undefined {
  if (before === undefined || after === undefined) return after ?? before;
  const standing = [...before.resources.values()].filter(({ address }) => addresses.has(address));
  const resources = new Map([
    ...after.resources,
    ...standing.map((resource): [string, Resource] => [resource.address, resource]),
  ]);
  return { ...after, resources };
}
