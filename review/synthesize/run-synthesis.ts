import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runMain } from "../../lib/process/run-main";
import { readSynthesized } from "./read-synthesized";
import { ReviewError } from "../model/errors";
import type { Stack } from "../model/stack";

export interface SideSynthesis {
  /** The folder with the `main.ts` to run. Each side has its own, because changed sources change the infrastructure too. */
  readonly sources: string;
  /** Absolute path of the settings file. */
  readonly settings: string;
  /** The node_modules folder; both sides use the same. */
  readonly modules: string;
  /** `base` or `head`, for error messages. */
  readonly side: string;
}

/** Runs a side's `main.ts` with its settings, and reads the synthesized stacks. */
export async function synthesizeSide(request: SideSynthesis): Promise<Map<string, Stack>> {
  const folder = await mkdtemp(join(tmpdir(), "standby-mx-synth-"));
  try {
    await synthesize(request, folder);
    return await readSynthesized(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the same as `cdktf synth --hcl`, for people who compare the folders of both sides. */
export async function synthesizeHcl(request: SideSynthesis, outdir: string): Promise<void> {
  await mkdir(outdir, { recursive: true });
  await synthesize(request, outdir, { SYNTH_HCL_OUTPUT: "true" });
}

async function synthesize({ side, ...request }: SideSynthesis, outdir: string, more = {}): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "standby-mx-home-"));
  try {
    // The code may come from a pull request: its environment has no credentials, tokens or options of the reviewer.
    const env = { PATH: process.env.PATH, HOME: home, TMPDIR: home, ...more };
    const { exitCode, stderr } = await runMain({ ...request, outdir, env });
    if (exitCode === 0) return;
    throw new ReviewError(
      `${side}: main.ts of ${request.sources} ended with exit code ${exitCode}; its error output:\n${stderr.trim()}`,
    );
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
