import { canonical, isList, isObject, type Json, type JsonObject } from "../model/json";
import { parseJson } from "../model/parse-json";
import { lookupTable } from "../../lib/lookup-table";

/** The provider's default values, for the attributes that decide about mail. */
const PROVIDER_DEFAULTS = lookupTable<JsonObject>({
  aws_ses_receipt_rule: { enabled: false, scan_enabled: false, tls_policy: "Optional" },
  aws_s3_bucket: { force_destroy: false },
  aws_s3_bucket_public_access_block: {
    block_public_acls: false,
    block_public_policy: false,
    ignore_public_acls: false,
    restrict_public_buckets: false,
  },
});

/** Attributes that are maps. Every other object inside a resource is a block, which Terraform also accepts as a list of blocks. */
const MAP_ATTRIBUTES = new Set([
  "tags",
  "tags_all",
  "variables",
  "triggers",
  "input",
  "output",
  "config",
  "required_providers",
]);

/**
 * A resource's values in a form in which equal meanings are equal: cdktf's comments, nulls, empty texts and empty lists are removed;
 * blocks are lists; lists are sorted, because all lists of these resources are sets or carry their position; JSON texts are parsed.
 */
export function withDefaults(type: string, values: JsonObject): JsonObject {
  return { ...PROVIDER_DEFAULTS[type], ...object(values) };
}

function object(values: JsonObject): JsonObject {
  const entries: [string, Json][] = [];
  for (const key of Object.keys(values).sort()) {
    const value = key === "//" ? undefined : meaning(values[key], key);
    if (value !== undefined) entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

function meaning(value: Json | undefined, key: string): Json | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (isList(value)) {
    const items = value.flatMap((item) => (isObject(item) ? [object(item)] : (meaning(item, key) ?? [])));
    return items.length === 0 ? undefined : inOneOrder(items);
  }
  if (isObject(value) && MAP_ATTRIBUTES.has(key)) return Object.keys(value).length === 0 ? undefined : value;
  if (isObject(value)) return [object(value)];
  if (typeof value === "string" && value.startsWith("{")) return document(value);
  return value;
}

function inOneOrder(items: readonly Json[]): Json[] {
  return [...items].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
}

function document(source: string): Json {
  try {
    return sortedDeep(parseJson(source));
  } catch {
    return source;
  }
}

/** IAM reads `"Action": "x"` as `"Action": ["x"]`, and ignores the order of statements and lists. */
function sortedDeep(value: Json): Json {
  if (isList(value)) return value.length === 1 ? sortedDeep(value[0] ?? null) : inOneOrder(value.map(sortedDeep));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sortedDeep(inner ?? null)]));
}
