import { splitAddress } from "../users/address";

/**
 * Turns a path into a template: each path segment that is the user, its local part or its domain becomes a placeholder.
 */
export function toTemplate(path: string, user: string): string {
  const { localPart, domain } = splitAddress(user);
  const placeholders = new Map([[user, "{user}"]]);
  if (domain !== undefined) placeholders.set(localPart, "{local}").set(domain, "{domain}");
  return path
    .split("/")
    .map((segment) => placeholders.get(segment) ?? segment)
    .join("/");
}

/**
 * The most frequent value; of equally frequent values the first in the order of their text. `undefined`: there is no
 * value.
 */
export function mostCommon(values: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}
