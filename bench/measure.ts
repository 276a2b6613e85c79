import { readFileSync } from "node:fs";
import { join } from "node:path";
import { outputOf } from "../fixtures/process";

/** The cost of one process. */
export interface Cost {
  readonly seconds: number;
  /** Seconds of processor time, user and system, including child processes. */
  readonly cpuSeconds: number;
  /** Maximum memory in use at once, in MiB. */
  readonly peakMiB: number;
}

/**
 * Runs a program to its end under GNU time (Debian: time) and returns its cost; throws an error with the program's
 * output if it fails.
 */
export async function measure(argv: readonly string[], env: NodeJS.ProcessEnv, directory: string): Promise<Cost> {
  const output = join(directory, "cost");
  // Debian's rclone refuses to start if a CA bundle is set; nothing here uses TLS.
  const options = { env: { ...process.env, AWS_CA_BUNDLE: undefined, ...env } };
  await outputOf("/usr/bin/time", ["-f", "%e %U %S %M", "-o", output, ...argv], options);
  const numbers = readFileSync(output, "utf8").trim().split(" ").map(Number);
  const [seconds = 0, user = 0, system = 0, peakKiB = 0] = numbers;
  return { seconds, cpuSeconds: user + system, peakMiB: peakKiB / 1024 };
}
