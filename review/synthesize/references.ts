import { isList, isObject, type Json, type JsonObject } from "../model/json";

const reference = /\$\{((?:data\.)?\w+\.[\w-]+)\.(\w+)\}/g;

/**
 * Puts the text that a reference such as `${aws_s3_bucket.mail.bucket}` stands for in its place, where the configuration
 * says it; what only AWS knows stays a reference.
 */
export function resolveReferences(values: JsonObject, lookUp: (address: string) => JsonObject | undefined): JsonObject {
  // A reference may lead to another one; Terraform allows no circle, and the bound holds if somebody writes one.
  const inText = (source: string, depth: number): string =>
    source.replaceAll(reference, (whole: string, address: string, attribute: string) => {
      const value = lookUp(address)?.[attribute];
      return typeof value === "string" && depth < 8 ? inText(value, depth + 1) : whole;
    });
  const resolve = (value: Json): Json => {
    if (typeof value === "string") return inText(value, 0);
    if (isList(value)) return value.map(resolve);
    return isObject(value) ? resolveIn(value) : value;
  };
  const resolveIn = (value: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner ?? null)]));
  return resolveIn(values);
}
