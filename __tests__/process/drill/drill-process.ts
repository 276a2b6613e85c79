import { join } from "node:path";
import { bundle } from "../../../fixtures/command";
import { type Ended, startProcess } from "../../../fixtures/process";
import type { DrillResult } from "../../../drill/drill-result";

export const repository = join(__dirname, "..", "..", "..");

export interface DrillPlace {
  /** Working directory and TMPDIR. */
  readonly directory: string;
  /** A program that runs the command, such as setpriv. */
  readonly under?: readonly string[];
  /** Called with each piece of output. */
  readonly onOutput?: (output: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs `standby-mx drill` in its own directory until it ends. */
export function runDrillProcess(args: readonly string[], place: DrillPlace): Promise<Ended> {
  const { STANDBY_SETTINGS: _, ...env } = process.env;
  const [program = "", ...rest] = [...(place.under ?? []), process.execPath, bundle, "drill", ...args];
  const { child, ended } = startProcess(program, rest, {
    cwd: place.directory,
    env: { ...env, TMPDIR: place.directory, NO_COLOR: "1" },
  });
  child.stdout?.on("data", (chunk: Buffer) => place.onOutput?.(chunk.toString(), (signal) => child.kill(signal)));
  return ended;
}

export function drillResultOf({ stdout, stderr }: Ended): DrillResult {
  try {
    return JSON.parse(stdout) as DrillResult;
  } catch {
    throw new Error(`no JSON result; the drill said:\n${stdout}\n${stderr}`);
  }
}
