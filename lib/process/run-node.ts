import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

export interface EndedNode {
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

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs a Node program to its end. An AbortSignal kills the program; without one, a signal that ends this process kills the program
 * first, so that the program does not outlive this process.
 */
export async function runNode(args: readonly string[], options: RunNodeOptions): Promise<EndedNode> {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    signal: options.signal,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const leave = (signal: NodeJS.Signals) => {
    child.kill("SIGKILL");
    // Another listener has to decide whether this process ends.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  if (options.signal === undefined) for (const signal of SIGNALS) process.once(signal, leave);
  const exitCode = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  try {
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exitCode]);
    return { exitCode: code, stdout, stderr };
  } finally {
    for (const signal of SIGNALS) process.off(signal, leave);
  }
}
