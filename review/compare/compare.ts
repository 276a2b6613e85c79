import { attributeChanges } from "./attribute-changes";
import { FORCE_NEW_ATTRIBUTES } from "./force-new";
import { canonical, flag, texts, type JsonObject } from "../model/json";
import { forgotten, withForgotten } from "./forgotten";
import type { Action, AttributeChange, Change, Comparison, Resource, Stack } from "../model/stack";

/** Every stack of either side, in the order of their names. */
export function compareSides(base: ReadonlyMap<string, Stack>, head: ReadonlyMap<string, Stack>): Comparison[] {
  const names = [...new Set([...base.keys(), ...head.keys()])].sort();
  return names.map((name) => compareStacks(name, base.get(name), head.get(name)));
}

function compareStacks(stack: string, before: Stack | undefined, after: Stack | undefined): Comparison {
  const resourcesBefore = before?.resources ?? new Map<string, Resource>();
  const resourcesAfter = after?.resources ?? new Map<string, Resource>();
  const formerAddress = new Map(
    (after?.moves ?? [])
      .filter(([from, to]) => resourcesBefore.has(from) && !resourcesBefore.has(to))
      .map(([from, to]) => [to, from]),
  );
  const moved = new Set(formerAddress.values());
  const addressesForgotten = forgotten(before, after);

  const changes = [...new Set([...resourcesBefore.keys(), ...resourcesAfter.keys()])]
    .sort()
    .flatMap((address): Change[] => {
      if (moved.has(address) && !resourcesAfter.has(address)) return [];
      const movedFrom = formerAddress.get(address);
      const stays = (other: string) => resourcesBefore.has(other) === resourcesAfter.has(other);
      const [sideBefore, sideAfter] = [resourcesBefore.get(movedFrom ?? address), resourcesAfter.get(address)].map(
        (side) => side && ordered(side, stays),
      );
      const change = compareResource(sideBefore, sideAfter, movedFrom);
      return change === undefined ? [] : [addressesForgotten.has(address) ? forgetting(change) : change];
    });
  const unjudged = [...[before, after].flatMap((side) => side?.unjudged ?? []), ...unreadChanges(before, after)];
  return { stack, before, after: withForgotten(before, after, addressesForgotten), changes, unjudged };
}

/** Describes the changes of those parts that the review compares only as a whole. */
function unreadChanges(before: Stack | undefined, after: Stack | undefined): string[] {
  const [unreadBefore, unreadAfter] = [before?.unread ?? {}, after?.unread ?? {}];
  // Terraform no longer runs for a stack that is no longer synthesized.
  const names = after === undefined ? [] : [...new Set([...Object.keys(unreadBefore), ...Object.keys(unreadAfter)])];
  const changed = names.filter((name) => canonical(unreadBefore[name]) !== canonical(unreadAfter[name])).sort();
  return changed.map((name) => `the review does not read ${name}, which changes`);
}

/** A forgotten resource continues to exist as before, so nothing changes for mail. */
function forgetting(change: Change): Change {
  return { ...change, action: "forget", after: change.before, attributes: [] };
}

/** Removes `depends_on` entries for resources that this change adds or removes: such an entry is no change by itself. */
function ordered(resource: Resource, stays: (address: string) => boolean): Resource {
  const { depends_on: _, ...values } = resource.values;
  const kept = texts(resource.values, "depends_on").filter(stays);
  return { ...resource, values: kept.length === 0 ? values : { ...values, depends_on: kept } };
}

function compareResource(resourceBefore?: Resource, resourceAfter?: Resource, movedFrom?: string): Change | undefined {
  const { address, type } = resourceAfter ?? resourceBefore ?? { address: "", type: "" };
  const before = resourceBefore?.values;
  const after = resourceAfter?.values;
  const attributes = attributeChanges(before ?? {}, after ?? {});
  const { action, reason } = actionFor(type, before, after, attributes, movedFrom);
  if (action === undefined) return undefined;
  const createsFirst = action === "replace" && flag(after, "lifecycle.create_before_destroy");
  return { address, type, action, before, after, movedFrom, createsFirst, reason, attributes, unknown: [] };
}

function actionFor(
  type: string,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  attributes: readonly AttributeChange[],
  movedFrom: string | undefined,
): { action?: Action; reason?: string } {
  if (before === undefined) return { action: "create" };
  if (after === undefined) return { action: "delete" };
  const forcing = attributes.map(({ path }) => path).filter((path) => FORCE_NEW_ATTRIBUTES[type]?.includes(path));
  if (forcing.length > 0) return { action: "replace", reason: `${forcing.join(", ")} cannot be changed in place` };
  if (attributes.length > 0) return { action: "update" };
  return movedFrom === undefined ? {} : { action: "move" };
}
