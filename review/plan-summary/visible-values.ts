import { canonical, isList, isObject, type Json, type JsonObject } from "../model/json";
import { CHANGED_SENSITIVE_VALUE, SENSITIVE_VALUE, UNKNOWN_VALUE } from "../model/stack";
import type { PlannedChange } from "./plan-file";

export interface VisibleValues {
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
}

/** The values of a change that may be printed: placeholders replace sensitive values and values known only after the apply. */
export function visibleValues(change: PlannedChange): VisibleValues {
  const { before = null, after = null, before_sensitive, after_sensitive, after_unknown } = change;
  // The markers of both sides count: a value that loses its marker is still the same secret.
  const hidden = new Set([before_sensitive, after_sensitive].flatMap((marker) => sensitivePlaces(marker)));
  const isChanged = (value: Json, path: Path) => canonical(at(before, path)) !== canonical(value);
  return {
    before: asObject(hide(before, hidden, () => SENSITIVE_VALUE)),
    after: asObject(
      hide(isObject(after) ? overlay(after, after_unknown) : null, hidden, (value, path) =>
        isChanged(value, path) ? CHANGED_SENSITIVE_VALUE : SENSITIVE_VALUE,
      ),
    ),
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

/** Puts a placeholder at each place where the marker, which has the shape of the value, is `true`, even if the value is absent. */
function overlay(value: Json, marker: Json | undefined): Json {
  if (marker === true) return UNKNOWN_VALUE;
  if (isList(marker)) {
    const items = isList(value) ? value : [];
    const length = Math.max(items.length, marker.length);
    return Array.from({ length }, (_, i) => overlay(items[i] ?? null, marker[i]));
  }
  if (!isObject(marker)) return value;
  const marked = Object.keys(marker).map((key): [string, Json] => {
    return [key, overlay(isObject(value) ? (value[key] ?? null) : null, marker[key])];
  });
  return { ...(isObject(value) ? value : {}), ...Object.fromEntries(marked) };
}

/** The places where a marker is `true`, without list indices: the blocks of a set have no fixed index. */
function sensitivePlaces(marker: Json | undefined, path: Path = []): string[] {
  if (marker === true) return [pathText(path)];
  if (isList(marker)) return marker.flatMap((item, i) => sensitivePlaces(item, [...path, i]));
  if (!isObject(marker)) return [];
  return Object.keys(marker).flatMap((key) => sensitivePlaces(marker[key], [...path, key]));
}

function pathText(path: Path): string {
  return canonical(path.map((key) => (typeof key === "number" ? null : key)));
}

/** Replaces the values at the places by placeholders. */
function hide(
  value: Json,
  places: ReadonlySet<string>,
  mark: (value: Json, path: Path) => string,
  path: Path = [],
): Json {
  if (value === null) return null;
  if (places.has(pathText(path))) return mark(value, path);
  if (isList(value)) return value.map((item, i) => hide(item, places, mark, [...path, i]));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, Json] => {
    return [key, hide(inner ?? null, places, mark, [...path, key])];
  });
  return Object.fromEntries(entries);
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
