import { spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { DrillResult } from "../../../drill/drill-result";

export const repository = join(__dirname, "..", "..", "..");

/** The command built from the sources as they are now, inside the repository, where a drill looks for main.ts. */
export class BuiltCommand {
  readonly path = join(repository, "dist", `drill-test-${process.pid}.js`);

  constructor() {
    const args = [
      "cli/index.ts",
      "--bundle",
      "--platform=node",
      "--define:STANDBY_MX_VERSION='test'",
      `--outfile=${this.path}`,
    ];
    const built = spawnSync(join(repository, "node_modules", ".bin", "esbuild"), args, {
      cwd: repository,
      encoding: "utf8",
    });
    if (built.status !== 0) throw new Error(built.stderr);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Place {
  /** Working directory and TMPDIR. */
  readonly directory: string;
  /** A program that runs the command, such as setpriv. */
  readonly under?: readonly string[];
  /** Hears of what the drill says as it says it. */
  readonly onOutput?: (output: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs `standby-mx drill` in a directory of its own to its end. */
export async function runDrillProcess(command: string, args: readonly string[], place: Place): Promise<Ended> {
  const { STANDBY_SETTINGS: _, ...env } = process.env;
  const [program = "", ...rest] = [...(place.under ?? []), process.execPath, command, "drill", ...args];
  const child = spawn(program, rest, {
    cwd: place.directory,
    env: { ...env, TMPDIR: place.directory, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.on("data", (chunk: Buffer) => place.onOutput?.(chunk.toString(), (signal) => child.kill(signal)));
  const exitCode = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await exitCode, stdout, stderr };
}

export function resultOf({ stdout, stderr }: Ended): DrillResult {
  try {
    return JSON.parse(stdout) as DrillResult;
  } catch {
    throw new Error(`no JSON result; the drill said:\n${stdout}\n${stderr}`);
  }
}
