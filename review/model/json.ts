/** What JSON can hold. */
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

/** The same text for the same value, whatever the order of its keys. */
export function canonical(value: Json | undefined): string {
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${entries.join(",")}}`;
}

/** Everything at a path such as `rule.expiration.days`; lists on the way are walked through, whatever their length. */
export function all(value: Json | undefined, path: string): Json[] {
  let found: Json[] = value === undefined ? [] : [value];
  for (const key of path.split(".")) {
    found = found.flatMap((item) => {
      const next = isObject(item) ? item[key] : undefined;
      return next === undefined || next === null ? [] : isList(next) ? next : [next];
    });
  }
  return found;
}

/** The text at a path, or `undefined` if there is none. */
export function text(value: Json | undefined, path: string): string | undefined {
  const [first] = all(value, path);
  return typeof first === "string" ? first : undefined;
}

export function texts(value: Json | undefined, path: string): string[] {
  return all(value, path).filter((item) => typeof item === "string");
}

export function flag(value: Json | undefined, path: string): boolean {
  // Terraform takes "true" for a boolean, and cdktf writes what it was given.
  return all(value, path).some((item) => item === true || item === "true");
}

export function numbers(value: Json | undefined, path: string): number[] {
  return all(value, path).map(Number).filter(Number.isFinite);
}
