import { readFile } from "node:fs/promises";
import * as z from "zod";
import { oneOrMany } from "../list-of";
import { RulesError } from "../rules-error";
import { messageOf } from "../../lib/errors";

/** The attributes of a resource or data source, as written in the file. */
export type TerraformBlock = Readonly<Record<string, unknown>>;

/** Blocks by type, then by name. */
export type TerraformBlocks = Readonly<Record<string, Readonly<Record<string, TerraformBlock>>>>;

/** A synthesized `cdk.tf.json`: Terraform's JSON syntax (https://developer.hashicorp.com/terraform/language/syntax/json). */
export interface TerraformFile {
  readonly path: string;
  readonly resource: TerraformBlocks;
  readonly data: TerraformBlocks;
  readonly providers: readonly TerraformBlock[];
}

const block = z.record(z.string(), z.unknown());
const blocks = z.record(z.string(), z.record(z.string(), block));
const file = z.object({
  resource: blocks.default({}),
  data: blocks.default({}),
  provider: z.record(z.string(), oneOrMany(block)).default({}),
});

/** Reads a synthesized file; throws `RulesError` if the file is not a synthesized file. */
export async function readTerraformFile(path: string): Promise<TerraformFile> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    const reason = messageOf(cause);
    throw new RulesError(`${path}: expected a synthesized cdk.tf.json (make it with: npm run synth); ${reason}`, {
      cause,
    });
  }
  return parseTerraformFile(json, path);
}

/** Reads a document in memory; `path` names the document in errors. */
export function parseTerraformFile(document: unknown, path: string): TerraformFile {
  const parsed = file.safeParse(document);
  if (!parsed.success) {
    const problems = z.prettifyError(parsed.error).replaceAll("\n", " ");
    throw new RulesError(`${path}: expected Terraform's JSON syntax: ${problems}`);
  }
  const { resource, data, provider } = parsed.data;
  return { path, resource, data, providers: provider.aws ?? [] };
}
