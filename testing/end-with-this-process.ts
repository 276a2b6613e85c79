import type { ChildProcess } from "node:child_process";

/** A test that fails may leave out close(). A signal that ends this process without the event `exit` leaves the child running. */
export function endWithThisProcess(child: ChildProcess): void {
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
}
