import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

export interface ReplaceFileOptions {
  readonly mode: number;
  /** Default: the owner that a new file has. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Whether the new file must outlast a power cut. */
  readonly isDurable?: boolean;
}

/**
 * Replaces a file by a rename in its directory, so that no reader sees half a file, and a process that is killed leaves the old file. Does
 * not write through a link that another user put in the place of the unfinished file.
 */
export async function replaceFile(
  path: string,
  text: string,
  { mode, owner, isDurable = false }: ReplaceFileOptions,
): Promise<void> {
  const unfinished = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = await open(unfinished, "wx", 0o600);
    try {
      await file.writeFile(text);
      if (owner) await file.chown(owner.uid, owner.gid);
      await file.chmod(mode);
      if (isDurable) await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
  if (!isDurable) return;
  const directory = await open(dirname(path));
  await directory.sync().finally(() => directory.close());
}
