import type { ChildProcess } from "node:child_process";

/**
 * Kills the child when this process ends, because a test that fails may leave out close(). The event `exit` does not
 * come when a signal ends this process; then the child keeps running.
 */
export function endWithThisProcess(child: ChildProcess): void {
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
}
