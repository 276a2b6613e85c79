import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { runNode, type EndedNode } from "./run-node";
import { copySources } from "./package-sources";

export interface MainRun {
  /** The folder with the `main.ts` to run. */
  readonly sources: string;
  /** Absolute path of the settings file. */
  readonly settings: string;
  /** The folder of node_modules to use. */
  readonly modules: string;
  readonly outdir: string;
  /** Further environment variables. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** Runs `main.ts` as `cdktf synth` does, in a child process, because this process does not load cdktf. */
export async function runMain({ sources, settings, modules, outdir, env, signal }: MainRun): Promise<EndedNode> {
  const run = (cwd: string) =>
    runNode(["-r", join(modules, "@swc-node", "register"), "main.ts"], {
      cwd,
      env: { ...env, STANDBY_SETTINGS: settings, CDKTF_OUTDIR: outdir, NODE_PATH: modules, STANDBY_AWS_ENDPOINT: "" },
      ...(signal === undefined ? {} : { signal }),
    });
  if (!sources.split(sep).includes("node_modules")) return run(sources);
  const folder = await mkdtemp(join(tmpdir(), "standby-mx-sources-"));
  try {
    return await run(await copySources(sources, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The nearest node_modules that holds cdktf, at or above one of the folders. */
export function findModules(...starts: readonly string[]): string | undefined {
  for (const start of starts) {
    for (let directory = start; ; directory = dirname(directory)) {
      const modules = join(directory, "node_modules");
      if (existsSync(join(modules, "cdktf"))) return modules;
      if (directory === dirname(directory)) break;
    }
  }
  return undefined;
}
