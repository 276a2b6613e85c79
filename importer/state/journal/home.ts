import type { Machine } from "../../machine/machine";
import type { JournalHome } from "./records";

/** Where a state directory is; `undefined`: it does not exist. */
export async function homeOf(machine: Machine, directory: string): Promise<JournalHome | undefined> {
  const entry = await machine.disk.inspect(`${directory}/.`);
  return entry && { inode: entry.inode, machineId: await machine.machineId(), bootId: await machine.bootId() };
}

/**
 * Whether a journal that was written at `then` is a copy. A copied or restored directory has another inode. On a cloned disk the
 * inode is the same, but the clone usually gets another machine id. A container has its own machine id, but its host's boot id.
 */
export function isElsewhere(then: JournalHome, now: JournalHome): boolean {
  const isOtherMachine = then.machineId !== "" && now.machineId !== "" && then.machineId !== now.machineId;
  return then.inode !== now.inode || (isOtherMachine && then.bootId !== now.bootId);
}
