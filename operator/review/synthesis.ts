import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, sep } from "node:path";
import { runNode } from "../drill/run-node";
import { copySources } from "./package-sources";
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

/** Runs a side's `main.ts` in a process of its own, as `cdktf synth` does, and reads what it made. */
export function synthesizeSide(request: SynthesisRequest): Promise<Map<string, Stack>> {
  return inTemporaryFolder(async (folder) => {
    await runMain(request, folder, join(folder, "cdktf.out"));
    return readSynthesized(join(folder, "cdktf.out"));
  });
}

/** The same as `cdktf synth --hcl`: for people, who compare two folders. */
export async function synthesizeHcl(request: SynthesisRequest, outdir: string): Promise<void> {
  await mkdir(dirname(outdir), { recursive: true });
  await inTemporaryFolder((folder) => runMain(request, folder, outdir, { SYNTH_HCL_OUTPUT: "true" }));
}

async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "standby-mx-synth-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runMain(request: SynthesisRequest, folder: string, outdir: string, env = {}): Promise<void> {
  const { sources, settings, modules, side } = request;
  const isInstalled = sources.split(sep).includes("node_modules");
  const cwd = isInstalled ? await copySources(sources, join(folder, "sources")) : sources;
  const { exitCode, stderr } = await runNode(["-r", join(modules, "@swc-node", "register"), "main.ts"], {
    cwd,
    env: { STANDBY_SETTINGS: settings, CDKTF_OUTDIR: outdir, NODE_PATH: modules, STANDBY_AWS_ENDPOINT: "", ...env },
  });
  if (exitCode === 0) return;
  throw new ReviewError(`${side}: main.ts of ${sources} ended with exit code ${exitCode}; it said:\n${stderr.trim()}`);
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

/** The nearest node_modules that holds cdktf, at or above one of the folders. */
export function findModules(...starts: readonly string[]): string {
  for (const start of starts) {
    for (let directory = start; ; directory = dirname(directory)) {
      const modules = join(directory, "node_modules");
      if (existsSync(join(modules, "cdktf"))) return modules;
      if (directory === dirname(directory)) break;
    }
  }
  throw new ReviewError(`expected node_modules with cdktf at or above ${starts.join(" or ")}, found none; run: npm ci`);
}
