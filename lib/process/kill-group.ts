import { hasCode } from "../errors";

/**
 * Signals a process that was started `detached`, with the processes of its group. Returns whether there was any.
 * @param pid - `undefined`: the process did not start
 */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals = "SIGKILL"): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    // The process has just ended.
    if (!hasCode(error, "ESRCH")) throw error;
    return false;
  }
}
