import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { runMain } from "../run-main";
import { ReviewError } from "./review-error";
import { isObject, text, type Json, type JsonObject } from "./json";
import type { Stack } from "./stack";
import { synthesizedStack } from "./synthesized-stack";

export interface SynthesisRequest {
  /** The folder with the `main.ts` to run: a change of the sources is a change of the infrastructure too. */
  readonly sources: string;
  /** Absolute path of the settings file. */
  readonly settings: string;
  /** Folder of node_modules; both sides use the head's. */
  readonly modules: string;
  /** For errors. */
  readonly side: string;
}

/** What a side's `main.ts` makes of its settings. */
export async function synthesizeSide(request: SynthesisRequest): Promise<Map<string, Stack>> {
  const folder = await mkdtemp(join(tmpdir(), "standby-mx-synth-"));
  try {
    await synthesize(request, folder);
    return await readSynthesized(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same as `cdktf synth --hcl`: for people, who compare two folders. */
export async function synthesizeHcl(request: SynthesisRequest, outdir: string): Promise<void> {
  await mkdir(outdir, { recursive: true });
  await synthesize(request, outdir, { SYNTH_HCL_OUTPUT: "true" });
}

async function synthesize({ side, ...request }: SynthesisRequest, outdir: string, env = {}): Promise<void> {
  const { exitCode, stderr } = await runMain({ ...request, outdir, env });
  if (exitCode === 0) return;
  throw new ReviewError(
    `${side}: main.ts of ${request.sources} ended with exit code ${exitCode}; it said:\n${stderr.trim()}`,
  );
}

/** Reads what was synthesized into a folder: its own `cdk.tf.json`, or those of `stacks/<name>/`. */
export async function readSynthesized(folder: string): Promise<Map<string, Stack>> {
  const below = await readdir(join(folder, "stacks")).catch(() => []);
  const folders = [folder, ...below.map((name) => join(folder, "stacks", name))];
  const files = folders.map((one) => join(one, "cdk.tf.json")).filter((file) => existsSync(file));
  const stacks = await Promise.all(
    files.map(async (file) => {
      const document = parseObject(file, await readFile(file, "utf8"));
      return synthesizedStack(text(document, "//.metadata.stackName") ?? basename(dirname(file)), document);
    }),
  );
  return new Map(stacks.map((stack) => [stack.name, stack]));
}

function parseObject(file: string, source: string): JsonObject {
  try {
    const found = JSON.parse(source) as Json;
    if (isObject(found)) return found;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const start = JSON.stringify(source.slice(0, 40));
  throw new ReviewError(`${file}: expected a JSON object, as cdktf synthesizes it, found ${start}; synthesize it anew`);
}
