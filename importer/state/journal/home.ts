import type { Machine } from "../../machine/machine";
import type { JournalHome } from "./records";

/** The home of the journal in a state directory; `undefined`: the directory does not exist. */
export async function homeOf(machine: Machine, directory: string): Promise<JournalHome | undefined> {
  const entry = await machine.disk.inspect(`${directory}/.`);
  return entry && { inode: entry.inode, machineId: await machine.machineId(), bootId: await machine.bootId() };
}

/**
 * Whether a journal that was written at the home `recorded` is now a copy at the home `current`. A copied or restored
 * directory has another inode. On a cloned disk the inode is the same, but the clone usually gets another machine id. A
 * container has its own machine id, but its host's boot id.
 */
export function isElsewhere(recorded: JournalHome, current: JournalHome): boolean {
  const isOtherMachine =
    recorded.machineId !== "" && current.machineId !== "" && recorded.machineId !== current.machineId;
  return recorded.inode !== current.inode || (isOtherMachine && recorded.bootId !== current.bootId);
}
