import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isObject, text, type JsonObject } from "../model/json";
import { JsonShapeError } from "../model/errors";
import { parseJson } from "../model/parse-json";
import { ReviewError } from "../model/errors";
import type { Stack } from "../model/stack";
import { synthesizedStack } from "./synthesized-stack";

/** More than AWS has regions. The rules compare each stack with every other stack. */
const MAX_STACKS = 100;

/**
 * Reads the synthesized stacks of a folder: its own `cdk.tf.json`, and those of `stacks/<name>/`. A fork's pull request may have
 * written the folder, and the review prints parts of it, so symbolic links are refused.
 */
export async function readSynthesized(folder: string): Promise<Map<string, Stack>> {
  const below = join(folder, "stacks");
  const names = (await isThere(below)) ? await readdir(below).catch(() => []) : [];
  if (names.length > MAX_STACKS)
    throw new ReviewError(`${below}: expected at most ${MAX_STACKS} stacks, found ${names.length}`);
  const stacks: Stack[] = [];
  for (const directory of [folder, ...names.map((name) => join(below, name))]) {
    const file = join(directory, "cdk.tf.json");
    if (directory !== folder && !(await isThere(directory))) continue;
    if (!(await isThere(file))) continue;
    const document = parseObject(file, await readWithoutLinks(file));
    const name = text(document, "//.metadata.stackName") ?? basename(dirname(file));
    if (stacks.some((stack) => stack.name === name))
      throw new ReviewError(`${file}: expected one stack of each name, found a second stack ${JSON.stringify(name)}`);
    stacks.push(synthesizedStack(name, document, await otherFiles(directory)));
  }
  return new Map(stacks.map((stack) => [stack.name, stack]));
}

/** The files that Terraform and OpenTofu read in a folder: https://developer.hashicorp.com/terraform/language/files */
const TERRAFORM_FILE = /(?:\.tf|\.tofu|\.tfvars)(?:\.json)?$/;

/** The other files that Terraform reads beside the synthesized file, with their content. */
async function otherFiles(directory: string): Promise<JsonObject> {
  const names = (await readdir(directory)).filter((name) => TERRAFORM_FILE.test(name) && name !== "cdk.tf.json").sort();
  const files: [string, string][] = [];
  for (const name of names) {
    const file = join(directory, name);
    // Terraform reads no folder as a file.
    if ((await isThere(file)) && (await lstat(file)).isFile())
      files.push([`file ${name}`, await readWithoutLinks(file)]);
  }
  return Object.fromEntries(files);
}

/** Whether a file or folder exists; every symbolic link is refused. */
async function isThere(path: string): Promise<boolean> {
  const entry = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (entry === undefined) return false;
  if (entry.isFile() || entry.isDirectory()) return true;
  const kind = entry.isSymbolicLink() ? "a symbolic link" : "something else";
  throw new ReviewError(`${path}: expected a file or folder, found ${kind}; synthesize it again`);
}

async function readWithoutLinks(file: string): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

function parseObject(file: string, source: string): JsonObject {
  try {
    const found = parseJson(source);
    if (isObject(found)) return found;
  } catch (error) {
    if (error instanceof JsonShapeError) throw new ReviewError(`${file}: ${error.message}`);
    if (!(error instanceof SyntaxError)) throw error;
  }
  const start = JSON.stringify(source.slice(0, 40));
  throw new ReviewError(
    `${file}: expected a JSON object, as cdktf synthesizes it, found ${start}; synthesize it again`,
  );
}
