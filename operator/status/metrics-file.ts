import { chmod, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes metrics where node_exporter reads them, by rename in the same directory: the exporter never sees half a file, and it takes
 * no file whose name does not end in `.prom`. Readable for all: the exporter is another user.
 */
export async function writeMetrics(file: string, text: string): Promise<void> {
  const unfinished = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    await writeFile(unfinished, text, { flag: "wx" });
    await chmod(unfinished, 0o644);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
}
