import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { bundle } from "../../../fixtures/command";
import type { DrillResult } from "../../../drill/drill-result";

export const repository = join(__dirname, "..", "..", "..");

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface DrillPlace {
  /** Working directory and TMPDIR. */
  readonly directory: string;
  /** A program that runs the command, such as setpriv. */
  readonly under?: readonly string[];
  /** Hears of what the drill says as it says it. */
  readonly onOutput?: (output: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs `standby-mx drill` in a directory of its own to its end. */
export async function runDrillProcess(args: readonly string[], place: DrillPlace): Promise<Ended> {
  const { STANDBY_SETTINGS: _, ...env } = process.env;
  const [program = "", ...rest] = [...(place.under ?? []), process.execPath, bundle, "drill", ...args];
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
