import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunNodeOptions {
  readonly cwd: string;
  /**
   * The whole environment.
   * @default - that of this process
   */
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** Runs a Node program to its end; an AbortSignal kills it. */
export async function runNode(args: readonly string[], options: RunNodeOptions): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    signal: options.signal,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exitCode = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exitCode]);
  return { exitCode: code, stdout, stderr };
}
