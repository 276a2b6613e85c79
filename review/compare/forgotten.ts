import type { Resource, Stack } from "../model/stack";

/**
 * Addresses of resources that continue to exist without Terraform: those of `removed` blocks, and all addresses of a stack that is
 * no longer synthesized, because Terraform no longer runs for that stack.
 */
export function forgotten(before: Stack | undefined, after: Stack | undefined): Set<string> {
  return new Set(after === undefined ? before?.resources.keys() : after.released);
}

/** The stack after the change, together with the forgotten resources as they were before the change. */
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
