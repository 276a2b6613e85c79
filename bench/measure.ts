import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What one process cost. */
export interface Cost {
  readonly seconds: number;
  /** Processor time, user and system, with that of its children. */
  readonly cpuSeconds: number;
  /** The most memory it held at once, MiB. */
  readonly peakMiB: number;
}

/** Runs a program to its end under GNU time (Debian: time) and returns what it cost; throws with its words if it fails. */
export async function measure(argv: readonly string[], env: NodeJS.ProcessEnv, directory: string): Promise<Cost> {
  const output = join(directory, "cost");
  const child = spawn("/usr/bin/time", ["-f", "%e %U %S %M", "-o", output, ...argv], {
    // Debian's rclone refuses to start where a CA bundle is named; nothing here uses TLS.
    env: { ...process.env, AWS_CA_BUNDLE: undefined, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const stderr: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  const code = await new Promise((done, fail) => child.once("error", fail).once("close", done));
  if (code !== 0) throw new Error(`${argv[0]} ended with ${String(code)}: ${Buffer.concat(stderr).toString()}`);
  const numbers = readFileSync(output, "utf8").trim().split(" ").map(Number);
  const [seconds = 0, user = 0, system = 0, peakKiB = 0] = numbers;
  return { seconds, cpuSeconds: user + system, peakMiB: peakKiB / 1024 };
}
