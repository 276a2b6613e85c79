import { resourceName } from "../model/describe";
import type { Action, AttributeChange, Change } from "../model/stack";

/**
 * The texts of actions in the order of output, removals first. A `diff` block of Markdown colours lines by these signs.
 */
export const ACTION_TEXTS: Readonly<Record<Action, { sign: string; words: string }>> = {
  replace: { sign: "-", words: "deleted and created anew" },
  delete: { sign: "-", words: "deleted" },
  forget: { sign: "-", words: "kept, but no longer managed" },
  update: { sign: "!", words: "changed" },
  import: { sign: "+", words: "imported into the state" },
  move: { sign: "!", words: "moved in the state" },
  create: { sign: "+", words: "added" },
};
const ACTION_ORDER = Object.keys(ACTION_TEXTS);

/** Removals first. */
export function inOrderOfOutput<C extends Pick<Change, "action">>(changes: readonly C[]): C[] {
  return [...changes].sort((a, b) => ACTION_ORDER.indexOf(a.action) - ACTION_ORDER.indexOf(b.action));
}

/** The changes of a stack as text: a line for each resource, followed by a line for each attribute. */
export function changeLines(changes: readonly Change[]): string[] {
  return inOrderOfOutput(changes).flatMap((change) => [
    heading(change),
    ...shownAttributes(change).map(attributeLine),
    ...unknownLine(change),
  ]);
}

/** The counts by action, such as `2 changed, 1 deleted`. */
export function countLine(changes: readonly Pick<Change, "action">[]): string {
  const counts = Object.entries(ACTION_TEXTS).flatMap(([action, { words }]) => {
    const count = changes.filter((change) => change.action === action).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return counts.length === 0 ? "nothing changes" : counts.join(", ");
}

function heading({ action, address, before, after, movedFrom, reason }: Change): string {
  const { sign, words } = ACTION_TEXTS[action];
  const name = resourceName(after ?? before);
  const from = movedFrom === undefined ? "" : `, was ${movedFrom}`;
  return `${sign} ${address}${name === undefined ? "" : ` (${name})`}: ${words}${reason ? `, because ${reason}` : ""}${from}`;
}

function unknownLine({ unknown }: Change): string[] {
  return unknown.length === 0 ? [] : [`      known after apply: ${unknown.join(", ")}`];
}

/** The attributes of a deleted resource are not shown. */
function shownAttributes({ after, attributes }: Change): readonly AttributeChange[] {
  return after === undefined ? [] : attributes;
}

function attributeLine(change: AttributeChange): string {
  if ("added" in change) {
    const parts = [...change.removed.map((item) => `-${item}`), ...change.added.map((item) => `+${item}`)];
    return `      ${change.path}: ${parts.join("  ")}`;
  }
  const { path, before, after } = change;
  if (before === undefined) return `      ${path}: ${after ?? ""}`;
  return `      ${path}: ${before} → ${after ?? "(none)"}`;
}
