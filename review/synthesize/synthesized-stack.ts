import { isList, isObject, type Json, type JsonObject } from "../model/json";
import { normalize } from "../compare/normalize";
import { resolveReferences } from "./references";
import type { Resource, Stack } from "../model/stack";

/** A stack as a synthesized `cdk.tf.json` says it. */
export function synthesizedStack(name: string, document: JsonObject): Stack {
  const written = new Map<string, { type: string; values: JsonObject }>();
  for (const [type, address, values] of [
    ...named(document.resource, ""),
    ...named(document.data, "data."),
    ...single(document.output, "output"),
    ...single(document.provider, "provider"),
    ...terraformBlock(document.terraform),
  ]) {
    written.set(address, { type, values });
  }

  const resources = new Map<string, Resource>();
  for (const [address, { type, values }] of written) {
    const resolved = resolveReferences(values, (other) => written.get(other)?.values);
    resources.set(address, { address, type, values: normalize(type, resolved) });
  }
  return { name, resources, document };
}

type Written = [type: string, address: string, values: JsonObject];

function named(section: Json | undefined, kind: string): Written[] {
  return entries(section).flatMap(([type, byName]) =>
    entries(byName).map(([name, values]): Written => [kind + type, `${kind}${type}.${name}`, asObject(values)]),
  );
}

function single(section: Json | undefined, kind: string): Written[] {
  return entries(section).flatMap(([name, values]) =>
    (isList(values) ? values : [values]).map((value): Written => {
      const alias = asObject(value).alias;
      return [kind, `${kind}.${name}${typeof alias === "string" ? `.${alias}` : ""}`, asObject(value)];
    }),
  );
}

function terraformBlock(section: Json | undefined): Written[] {
  return entries(section).map(([name, value]): Written => {
    return ["terraform", `terraform.${name}`, isObject(value) ? value : { [name]: value }];
  });
}

function entries(section: Json | undefined): [string, Json][] {
  if (!isObject(section)) return [];
  return Object.entries(section).map(([key, value]) => [key, value ?? null]);
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
