import type { IOType, StdioOptions } from "node:child_process";
import { openSync, readdirSync, readFileSync } from "node:fs";
import { hasCode } from "../../lib/errors";

/** O_CLOEXEC as proc(5) writes it in `flags` of /proc/pid/fdinfo. */
const CLOSE_ON_EXEC = 0o2000000;
const STANDARD_DESCRIPTOR_COUNT = 3;

/**
 * Open files that this process inherited from its parent, such as the lock of a shell script. Node does not pass descriptors up
 * to 15 to children, nor the descriptors above as far as their numbers have no gap (uv_disable_stdio_inheritance); children
 * would inherit the others.
 */
function inheritable(): readonly number[] {
  return readdirSync("/proc/self/fd")
    .map(Number)
    .filter((descriptor) => descriptor >= STANDARD_DESCRIPTOR_COUNT && !closesOnExec(descriptor));
}

function closesOnExec(descriptor: number): boolean {
  let info;
  try {
    info = readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return true; // the descriptor with which /proc/self/fd was read, closed since
    throw error;
  }
  return (parseInt(/^flags:\s*([0-7]+)$/m.exec(info)?.[1] ?? "0", 8) & CLOSE_ON_EXEC) !== 0;
}

let devNull: number | undefined;

/**
 * The `stdio` option of a child process: `stdio`, and /dev/null in place of each file that the child would inherit. Node cannot close
 * a descriptor in a child only; this process must not close the descriptor, which may be the lock under which this process runs.
 */
export function stdioWithoutInherited(...stdio: readonly (IOType | number)[]): StdioOptions {
  const inherited = inheritable().filter((descriptor) => descriptor >= stdio.length);
  const entries: (IOType | number)[] = [...stdio];
  if (inherited.length === 0) return entries;
  devNull ??= openSync("/dev/null", "r+");
  for (let descriptor = stdio.length; descriptor <= Math.max(...inherited); descriptor++)
    entries[descriptor] = "ignore";
  for (const descriptor of inherited) entries[descriptor] = devNull;
  return entries;
}
