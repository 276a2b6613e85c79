import { chmod, rename, rm, writeFile } from "node:fs/promises";
import { expectReplaceable } from "../../lib/replaceable-file";
import { basename, dirname, join } from "node:path";

/**
 * Writes metrics for node_exporter. A rename in the same directory replaces the file, so that the exporter never reads half a file; it
 * ignores names that do not end in `.prom`. All users may read the file, because the exporter runs as another user.
 */
export async function writeMetrics(file: string, text: string): Promise<void> {
  await expectReplaceable(file);
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
