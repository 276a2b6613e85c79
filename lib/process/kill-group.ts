import { hasCode } from "../errors";

/** Kills a process that was started `detached`, with the processes of its group. `undefined`: the process did not start. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // The process has just ended.
    if (!hasCode(error, "ESRCH")) throw error;
  }
}
