import { all, isObject, text, type Json, type JsonObject } from "../model/json";
import type { Resource, Stack } from "../model/stack";

/**
 * Addresses that Terraform takes out of the state, leaving standing what they name: those of a `removed` block with
 * `destroy = false`, and all of a stack that is no longer synthesized, because nobody runs Terraform there any more.
 */
export function forgotten(before: Stack | undefined, after: Stack | undefined): Set<string> {
  if (after === undefined) return new Set(before?.resources.keys());
  const blocks = all(after.document, "removed").filter((block) => all(block, "lifecycle.destroy").includes(false));
  return new Set(blocks.flatMap((block) => text(block, "from") ?? []));
}

/** What there is after the change: what the stack says, and what was forgotten and goes on as it is. */
export function withForgotten(
  before: Stack | undefined,
  after: Stack | undefined,
  left: ReadonlySet<string>,
): Stack | undefined {
  if (before === undefined || after === undefined) return after ?? before;
  const standing = [...before.resources.values()].filter(({ address }) => left.has(address));
  const resource = standing.reduce((blocks, { address, type }) => {
    const name = address.slice(type.length + 1);
    const values = section(section(before.document.resource)[type])[name];
    return { ...blocks, [type]: { ...section(blocks[type]), [name]: values } };
  }, section(after.document.resource));
  const resources = new Map([...after.resources, ...standing.map((one): [string, Resource] => [one.address, one])]);
  return { ...after, resources, document: { ...after.document, resource } };
}

function section(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
