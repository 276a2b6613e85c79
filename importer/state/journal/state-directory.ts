import { dirname } from "node:path";
import { DiskError, explainDiskError } from "../../machine/disk-error";
import type { Machine } from "../../machine/machine";
import { shellWord } from "../../../lib/shell-word";
import { asOctal } from "../../machine/path-trust";
import { walkPath, untrustedComponent } from "../../machine/path-trust";
import { StateError } from "./state-error";
import { messageOf, hasCode } from "../../../lib/errors";

/** Creates the state directory if it is missing, and refuses a directory that others could write into. */
export async function ensureStateDirectory(machine: Machine, path: string): Promise<void> {
  // The check before creation: no other user may redirect the path. The check after creation: the directory may have
  // existed with wider rights.
  await checkStateDirectory(machine, path);
  try {
    await make(machine, path);
  } catch (error) {
    if (error instanceof DiskError) throw error;
    const reason = messageOf(error);
    throw new StateError(`cannot make the state directory ${path}: ${reason}`, { cause: error });
  }
  await checkStateDirectory(machine, path);
}

export async function checkStateDirectory({ disk, uid }: Machine, path: string): Promise<void> {
  const walked = await walkPath(disk, path);
  const other = untrustedComponent(walked, uid);
  if (other !== undefined) throw new StateError(`another user could put another state directory at ${path}: ${other}`);
  const entry = walked.end?.entry;
  if (!entry) return;
  if (entry.kind !== "directory") throw new StateError(`expected a directory ${path}, found something else`);
  if (entry.uid !== uid || (entry.mode & 0o022) !== 0) {
    const found = `found uid ${entry.uid}, mode ${asOctal(entry)}`;
    throw new StateError(
      `expected the state directory ${path} to belong to uid ${uid} and no other user to be able to write it, ${found}; ` +
        adviceAboutOwner(path, entry.uid, uid),
    );
  }
  if (uid !== 0 && (entry.mode & 0o700) !== 0o700) {
    const expected = `expected that uid ${uid} can read, write and enter the state directory ${path}`;
    throw new StateError(`${expected}, found mode ${asOctal(entry)}; chmod 700 ${shellWord(path)}`);
  }
}

/** Advises chown with a condition only: another user's importer may use the directory, and chown would lock it out. */
function adviceAboutOwner(path: string, owner: number, uid: number): string {
  const mode = `chmod 700 ${shellWord(path)}`;
  if (owner === uid) return mode;
  return (
    `run the command as uid ${owner}, for example with sudo -u '#${owner}'. Only if uid ${uid} is to import from now on, ` +
    `as root: chown -R ${uid} ${shellWord(path)} && ${mode}`
  );
}

/**
 * Makes durable that the directory exists. The process or person that made the directory may not have synced its parents; a power
 * cut would then remove the directory with everything in it.
 */
export async function syncParents({ disk }: Machine, path: string): Promise<void> {
  for (let parent = dirname(path); ; parent = dirname(parent)) {
    try {
      await disk.syncDirectory(parent);
    } catch (error) {
      // This user did not make a directory that this user may not read.
      if (!hasCode(error, "EACCES")) throw error;
    }
    if (parent === dirname(parent)) return;
  }
}

async function make(machine: Machine, path: string): Promise<void> {
  if (await machine.disk.inspect(path)) return;
  const parent = dirname(path);
  await make(machine, parent);
  try {
    await machine.disk.makeDirectory(path);
  } catch (error) {
    throw explainDiskError(error, parent);
  }
}
