import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { MINUTE_MS, SECOND_MS } from "../../lib/time";
import { SourceError } from "./source-error";

export interface ProgramResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const PROGRAM_TIMEOUT_MS = 2 * MINUTE_MS;

/** Runs a program without a shell, with `input` on its standard input, in the C locale. */
export async function runProgram(
  command: readonly [string, ...string[]],
  input = "",
  timeoutMs = PROGRAM_TIMEOUT_MS,
): Promise<ProgramResult> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    // Postfix's tools are in /usr/sbin, which cron's PATH lacks.
    env: { ...process.env, LC_ALL: "C", PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` },
    stdio: ["pipe", "pipe", "pipe"],
    signal: AbortSignal.timeout(timeoutMs),
    // A program may ignore SIGTERM.
    killSignal: "SIGKILL",
  });
  // EPIPE: a program that ends without reading its input reports the cause by its exit code.
  child.stdin.on("error", () => undefined).end(input);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", (error) => {
      reject(new SourceError(spawnFailure(program, error, timeoutMs), { cause: error }));
      // A child of the program may keep its output open, and this process would wait for that child.
      child.stdout.destroy();
      child.stderr.destroy();
    });
    child.once("close", resolve);
  });
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { exitCode, stdout, stderr };
}

function spawnFailure(program: string, { name, code, message }: NodeJS.ErrnoException, timeoutMs: number): string {
  if (name === "AbortError") return `expected ${program} to end within ${timeoutMs / SECOND_MS} s, found it running`;
  return `expected to run ${program}, found ${code ?? message}; is it installed here?`;
}

/** Runs a program that must end with exit code 0; returns its standard output. */
export async function programOutput(command: readonly [string, ...string[]], input?: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runProgram(command, input);
  if (exitCode === 0) return stdout;
  const found = `${exitCode === null ? "a signal" : `exit code ${exitCode}`}${stderr.trim() && `: ${stderr.trim()}`}`;
  throw new SourceError(`expected ${command.join(" ")} to end with exit code 0, found ${found}`);
}
