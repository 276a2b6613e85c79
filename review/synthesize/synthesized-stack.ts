import { RulesError } from "../../inbound/rules-error";
import { References } from "../../inbound/synthesized/references";
import { parseTerraformFile, type TerraformFile } from "../../inbound/synthesized/terraform-file";
import { withDefaults } from "../compare/normalize";
import { valuesAt, isList, isObject, text, type Json, type JsonObject } from "../model/json";
import type { Resource, Stack } from "../model/stack";

/** The stack of a synthesized `cdk.tf.json`. */
export function synthesizedStack(name: string, document: JsonObject, otherFiles: JsonObject = {}): Stack {
  const { file, malformed } = parse(document);
  const references = new References(file, name);
  const resources = [
    ...named(document.resource, ""),
    ...named(document.data, "data."),
    ...single(document.output, "output"),
    ...single(document.provider, "provider"),
    ...terraformBlock(document.terraform),
  ].map(({ type, address, block }): [string, Resource] => {
    const resolved = references.resolve(block, address) as JsonObject;
    return [address, { type, address, values: withDefaults(type, resolved), block }];
  });
  const unread = { ...unreadBlocks(document), ...otherFiles };
  return {
    name,
    resources: new Map(resources),
    moves: moves(document),
    released: released(document),
    malformed,
    unread,
  };
}

const BLOCKS_READ = ["//", "data", "moved", "output", "provider", "removed", "resource", "terraform"];

/** Such as modules, and values on which references depend. */
function unreadBlocks(document: JsonObject): JsonObject {
  const unread = Object.entries(document).filter(([kind]) => !BLOCKS_READ.includes(kind));
  return Object.fromEntries(unread.map(([kind, block]) => [`block ${kind}`, block]));
}

function parse(document: JsonObject): { file: Pick<TerraformFile, "resource" | "data">; malformed?: string } {
  try {
    return { file: parseTerraformFile(document, "cdk.tf.json") };
  } catch (error) {
    if (!(error instanceof RulesError)) throw error;
    return { file: { resource: {}, data: {} }, malformed: error.message };
  }
}

function moves(document: JsonObject): [from: string, to: string][] {
  return valuesAt(document, "moved").flatMap((block): [string, string][] => {
    const [from, to] = [text(block, "from"), text(block, "to")];
    return from === undefined || to === undefined ? [] : [[from, to]];
  });
}

/** @see https://developer.hashicorp.com/terraform/language/block/removed */
function released(document: JsonObject): string[] {
  const blocks = valuesAt(document, "removed").filter((block) => valuesAt(block, "lifecycle.destroy").includes(false));
  return blocks.flatMap((block) => text(block, "from") ?? []);
}

type UnevaluatedResource = Omit<Resource, "values">;

function named(section: Json | undefined, kind: string): UnevaluatedResource[] {
  return entries(section).flatMap(([type, byName]) =>
    entries(byName).map(([name, block]): UnevaluatedResource => {
      return { type: kind + type, address: `${kind}${type}.${name}`, block: asObject(block) };
    }),
  );
}

function single(section: Json | undefined, type: string): UnevaluatedResource[] {
  return entries(section).flatMap(([name, blocks]) =>
    (isList(blocks) ? blocks : [blocks]).map((block): UnevaluatedResource => {
      const alias = asObject(block).alias;
      return {
        type,
        address: `${type}.${name}${typeof alias === "string" ? `.${alias}` : ""}`,
        block: asObject(block),
      };
    }),
  );
}

function terraformBlock(section: Json | undefined): UnevaluatedResource[] {
  return entries(section).map(([name, value]): UnevaluatedResource => {
    return { type: "terraform", address: `terraform.${name}`, block: isObject(value) ? value : { [name]: value } };
  });
}

function entries(section: Json | undefined): [string, Json][] {
  if (!isObject(section)) return [];
  return Object.entries(section).map(([key, value]) => [key, value ?? null]);
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
