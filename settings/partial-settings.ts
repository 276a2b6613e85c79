import { type PartialSettings, partialSchema } from "./file-schema";
import { type SettingsPath, valueAt } from "./path";

/** Values that hold each other nest this deep at most; each round of cutting out goes one up. */
const MAX_ROUNDS = 7;

/** What the checks can still look at when the schema finds something wrong: all but that. */
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
