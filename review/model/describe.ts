import { text } from "./json";
import { UNKNOWN_VALUE, type Change, type Resource } from "./stack";

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
  return keys.map((key) => text(values, key)).find((name) => name !== undefined && name !== UNKNOWN_VALUE);
}
