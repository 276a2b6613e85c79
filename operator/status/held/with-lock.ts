import { join } from "node:path";
import type { ImportSettings } from "../../../importer/context";
import type { Machine } from "../../../importer/machine/machine";
import { checkStateDirectory } from "../../../importer/state/journal/state-directory";
import { readHeld } from "./held-message";
import { thisMachine } from "../../../importer/worker/this-machine";

/** The importer's state cannot be changed now, because an import is running. */
export class ImportRunningError extends Error {
  override readonly name = "ImportRunningError";
}

/**
 * Runs `work` with the importer's lock. Throws `ImportRunningError`, `LockError`, `StateError`, `StateFileError` and
 * errors of `work`.
 */
export async function withImportLock<T>(
  { importer }: Pick<ImportSettings, "importer">,
  root: string,
  work: (machine: Machine, stateDirectory: string) => Promise<T>,
): Promise<T> {
  const machine = thisMachine();
  const stateDirectory = join("/", root, importer.stateDirectory);
  await checkStateDirectory(machine, stateDirectory);
  // No lock can be created in a missing directory; `readHeld` throws an error that says so.
  if (!(await machine.disk.inspect(stateDirectory))) await readHeld(machine.disk, stateDirectory);
  const lock = await machine.lock(`${stateDirectory}/lock`);
  if (!lock) throw new ImportRunningError("an import is at work; try again when it has ended");
  try {
    return await work(machine, stateDirectory);
  } finally {
    await machine.close();
    lock.release();
  }
}
