import type { IOType, StdioOptions } from "node:child_process";
import { openSync, readdirSync, readFileSync } from "node:fs";
import { hasCode } from "../../lib/errors";

/** O_CLOEXEC as proc(5) writes it in `flags` of /proc/pid/fdinfo. */
const CLOSE_ON_EXEC = 0o2000000;
const STANDARD_DESCRIPTORS = 3;

/**
 * Open files that this process inherited from its parent, such as the lock of a shell script. Node does not pass descriptors up
 * to 15 to children, nor the descriptors above as far as their numbers have no gap (uv_disable_stdio_inheritance); children
 * would inherit the others.
 */
function inheritable(): readonly number[] {
  return readdirSync("/proc/self/fd")
    .map(Number)
    .filter((descriptor) => descriptor >= STANDARD_DESCRIPTORS && !closesOnExec(descriptor));
}

function closesOnExec(descriptor: number): boolean {
  let about;
  try {
    about = readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return true; // that by which the directory was read
    throw error;
  }
  return (parseInt(/^flags:\s*([0-7]+)$/m.exec(about)?.[1] ?? "0", 8) & CLOSE_ON_EXEC) !== 0;
}

let nowhere: number | undefined;

/**
 * The `stdio` of a child that gets its own descriptors and, in place of each file that it would inherit, /dev/null. Node cannot close
 * a descriptor in a child only, and this process must not close it either: it may be the lock under which this process runs.
 */
export function ownStdio(...own: readonly (IOType | number)[]): StdioOptions {
  const inherited = inheritable().filter((descriptor) => descriptor >= own.length);
  const stdio: (IOType | number)[] = [...own];
  if (inherited.length === 0) return stdio;
  nowhere ??= openSync("/dev/null", "r+");
  for (let number = own.length; number <= Math.max(...inherited); number++) stdio[number] = "ignore";
  for (const descriptor of inherited) stdio[descriptor] = nowhere;
  return stdio;
}
