/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** JSON text with sorted keys: equal values give equal texts. */
export function canonical(value: Json | undefined): string {
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${entries.join(",")}}`;
}

/** All values at a path such as `rule.expiration.days`; each list on the path contributes all its items. */
export function valuesAt(value: Json | undefined, path: string): Json[] {
  let values: Json[] = value === undefined ? [] : [value];
  for (const key of path.split(".")) {
    values = values.flatMap((item) => {
      const next = isObject(item) ? item[key] : undefined;
      return next === undefined || next === null ? [] : isList(next) ? next : [next];
    });
  }
  return values;
}

/** The text at a path, or `undefined` if there is none. */
export function text(value: Json | undefined, path: string): string | undefined {
  const [first] = valuesAt(value, path);
  return typeof first === "string" ? first : undefined;
}

export function texts(value: Json | undefined, path: string): string[] {
  return valuesAt(value, path).filter((item) => typeof item === "string");
}

export function flag(value: Json | undefined, path: string): boolean {
  // Terraform accepts "true" as a boolean, and cdktf writes the value as given.
  return valuesAt(value, path).some((item) => item === true || item === "true");
}

export function numbers(value: Json | undefined, path: string): number[] {
  return valuesAt(value, path).map(Number).filter(Number.isFinite);
}
