import { canonical, isList, isObject, type Json, type JsonObject } from "../review/json";
import { changedSensitiveValue, sensitiveValue, unknownValue } from "../review/marks";
import type { PlannedChange } from "./plan-file";

export interface VisibleValues {
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
}

/** What may be shown of a change: nothing sensitive, and what only AWS knows by a mark in its place. */
export function visibleValues(change: PlannedChange): VisibleValues {
  const { before, after, before_sensitive, after_sensitive, after_unknown } = change;
  const hidden = (old: Json, fresh: Json) =>
    canonical(old) === canonical(fresh) ? sensitiveValue : changedSensitiveValue;
  return {
    before: isObject(before) ? asObject(overlay(before, before_sensitive, () => sensitiveValue)) : undefined,
    after: isObject(after)
      ? asObject(
          overlay(
            overlay(after, after_unknown, () => unknownValue),
            after_sensitive,
            (value, path) => hidden(at(before, path), value),
          ),
        )
      : undefined,
  };
}

/** The attributes of a resource whose value is known only after the apply. */
export function unknownAttributes({ after_unknown }: PlannedChange): string[] {
  if (!isObject(after_unknown)) return [];
  return Object.keys(after_unknown)
    .filter((key) => holdsTrue(after_unknown[key]))
    .sort();
}

type Path = readonly (string | number)[];

/** Puts a mark wherever the marker, which has the shape of the value, says `true`; also where the value has nothing. */
function overlay(
  value: Json,
  marker: Json | undefined,
  mark: (value: Json, path: Path) => Json,
  path: Path = [],
): Json {
  if (marker === true) return mark(value, path);
  if (isList(marker)) {
    const items = isList(value) ? value : [];
    const length = Math.max(items.length, marker.length);
    return Array.from({ length }, (_, i) => overlay(items[i] ?? null, marker[i], mark, [...path, i]));
  }
  if (!isObject(marker)) return value;
  const marked = Object.keys(marker).map((key): [string, Json] => {
    return [key, overlay(isObject(value) ? (value[key] ?? null) : null, marker[key], mark, [...path, key])];
  });
  return { ...(isObject(value) ? value : {}), ...Object.fromEntries(marked) };
}

function at(value: Json | undefined, path: Path): Json {
  return path.reduce<Json>((inner, key) => {
    if (isList(inner)) return inner[Number(key)] ?? null;
    return isObject(inner) ? (inner[key] ?? null) : null;
  }, value ?? null);
}

function asObject(value: Json): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

function holdsTrue(value: Json | undefined): boolean {
  if (isList(value)) return value.some(holdsTrue);
  return isObject(value) ? Object.values(value).some(holdsTrue) : value === true;
}
