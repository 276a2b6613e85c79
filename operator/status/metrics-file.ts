import { replaceFile } from "../../lib/replace-file";
import { expectReplaceable } from "../../lib/replaceable-file";

/**
 * Writes metrics for node_exporter, which ignores names that do not end in `.prom`, such as the name of the unfinished
 * file. All users may read the file, because the exporter runs as another user.
 */
export async function writeMetrics(file: string, text: string): Promise<void> {
  await expectReplaceable(file);
  await replaceFile(file, text, { mode: 0o644 });
}
