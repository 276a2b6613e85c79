import { singleLine } from "../../lib/text";
import { text } from "./json";
import { UNKNOWN_VALUE, type Change, type Resource } from "./stack";

const ACTION_VERBS: Record<Change["action"], string> = {
  create: "created",
  update: "changed",
  replace: "deleted and created anew",
  delete: "deleted",
  move: "moved",
  import: "imported",
  forget: "kept, but no longer managed",
};

/** Describes a change, such as `example.org-mail-stocker is deleted and created anew`. */
export function describeChange({ action, address, before, after }: Change): string {
  return `${resourceName(before ?? after) ?? address} is ${ACTION_VERBS[action]}`;
}

const MAX_LISTED_NAMES = 10;

/** An address has at most 320 characters (RFC 5321), other names have fewer; a hostile file has names of any length. */
const MAX_NAME_CHARACTERS = 320;

/** A name as one line, cut where it is longer than a name can be. */
export function shortName(name: string): string {
  return cut(singleLine(name), MAX_NAME_CHARACTERS);
}

export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}

/** Joins at most `limit` names, and counts the rest. */
export function listOf(names: readonly string[], limit = MAX_LISTED_NAMES): string {
  const more = names.length > limit ? ` and ${names.length - limit} more` : "";
  return `${names.slice(0, limit).map(shortName).join(", ")}${more}`;
}

export function resourceName(values: Resource["values"] | undefined): string | undefined {
  const keys = ["bucket", "name", "domain", "rule_set_name", "user", "role"];
  return keys.map((key) => text(values, key)).find((name) => name !== undefined && name !== UNKNOWN_VALUE);
}
