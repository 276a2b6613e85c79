import { type PartialSettings, partialSchema } from "./partial-schema";
import { type SettingsPath, valueAt } from "./path";

/**
 * Maximum number of rounds: settings nest at most seven levels deep, and each round removes the invalid values of one
 * level.
 */
const MAX_ROUNDS = 7;

/** The settings without the values that the schema refuses, so that the checks can still examine the other values. */
export function toPartialSettings(settings: unknown): PartialSettings {
  const rest = structuredClone(settings);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const parsed = partialSchema.safeParse(rest);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) cutOut(rest, issue.path);
  }
  return {};
}

function cutOut(settings: unknown, path: SettingsPath): void {
  const container = valueAt(settings, path.slice(0, -1));
  const last = path.at(-1);
  if (last !== undefined && typeof container === "object" && container !== null) {
    (container as Record<PropertyKey, unknown>)[last] = undefined;
  }
}
