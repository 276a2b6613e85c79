import { spawn } from "node:child_process";
import { messageOf } from "../../../lib/errors";
import { killGroup } from "../../../lib/process/kill-group";
import { singleLine } from "../../../lib/text";
import { MINUTE_MS, SECOND_MS } from "../../../lib/time";

export const NOTIFY_TIMEOUT_MS = MINUTE_MS;
const MAX_COMPLAINT_CHARACTERS = 500;

/** Runs a program with a report on its standard input. Returns why the program failed; `undefined`: it succeeded. */
export function notify(
  [program, ...args]: readonly [string, ...string[]],
  report: object,
  timeoutMs = NOTIFY_TIMEOUT_MS,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    // The program gets a process group of its own, so that its children can be killed as well.
    const child = spawn(program, args, { stdio: ["pipe", "ignore", "pipe"], detached: true });
    // The option `timeout` of spawn would keep this process alive for that time if the program cannot be started.
    const timer = setTimeout(() => killGroup(child.pid), timeoutMs);
    let stderr = "";
    child.stderr.on(
      "data",
      (piece: Buffer) => (stderr = (stderr + piece.toString()).slice(0, MAX_COMPLAINT_CHARACTERS)),
    );
    // EPIPE: a program need not read all of its input.
    child.stdin.on("error", () => undefined);
    child.once("error", (error) => {
      clearTimeout(timer);
      resolve(`${program} cannot be started: ${messageOf(error)}`);
    });
    // The event is "exit" and not "close", because a child of the program may keep the pipe open.
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      child.stderr.destroy();
      const detail = stderr.trim() === "" ? "" : `: ${singleLine(stderr.trim())}`;
      if (code === 0) resolve(undefined);
      else if (code !== null) resolve(`${program} ended with exit code ${code}${detail}`);
      else resolve(`${program} was ended by ${signal}, at the latest after ${timeoutMs / SECOND_MS} s${detail}`);
    });
    child.stdin.end(`${JSON.stringify(report)}\n`);
  });
}
