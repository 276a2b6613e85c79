import { type Disk } from "./disk";
import { hasCode } from "../../lib/errors";

/**
 * Replaces a file as a whole: after a crash the directory has either the old file (or none) or the complete new file.
 */
export async function writeDurably(
  disk: Disk,
  directory: string,
  name: string,
  content: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<void> {
  const temporary = `${directory}/${name}.tmp`;
  await removeIfThere(disk, temporary);
  const file = await disk.create(temporary);
  try {
    for await (const bytes of content) await file.write(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await disk.rename(temporary, `${directory}/${name}`);
  await disk.syncDirectory(directory);
}

export async function removeIfThere(disk: Disk, path: string): Promise<void> {
  try {
    await disk.remove(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}
