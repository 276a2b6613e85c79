import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { findModules, runMain } from "../lib/process/run-main";
import { UsageError } from "../lib/usage-error";

/** One synthesized stack: the standby of one receiving region. */
export interface SynthesizedStack {
  readonly name: string;
  /** Path of the stack's cdk.tf.json. */
  readonly file: string;
}

export interface SynthesisRequest {
  readonly root: string;
  readonly settings: string;
  readonly outdir: string;
  readonly signal: AbortSignal;
}

const manifest = z.object({
  stacks: z.record(z.string(), z.object({ name: z.string(), synthesizedStackPath: z.string() })),
});

/** Runs main.ts as `cdktf synth` does. */
export async function synthesize({ root, settings, outdir, signal }: SynthesisRequest): Promise<SynthesizedStack[]> {
  const modules = findModules(root);
  if (modules === undefined) {
    throw new UsageError(`expected node_modules with cdktf at or above ${root}, found none; run: npm ci`);
  }
  const { exitCode, stderr } = await runMain({ sources: root, settings, modules, outdir, env: process.env, signal });
  if (exitCode !== 0)
    throw new Error(`main.ts ended with exit code ${exitCode}; its standard error:\n${stderr.trim()}`);
  const { stacks } = manifest.parse(JSON.parse(await readFile(join(outdir, "manifest.json"), "utf8")));
  return Object.values(stacks).map(({ name, synthesizedStackPath }) => ({
    name,
    file: join(outdir, synthesizedStackPath),
  }));
}
