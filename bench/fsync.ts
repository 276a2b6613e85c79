import { mkdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";

const BATCHES = 20;
const FILES = 256;

/**
 * The number of new 10 KB files that become durable in a second, in batches as the importer makes them: 256 files are
 * written and synced side by side, then their directory.
 */
export async function durableFilesPerSecond(directory: string): Promise<number> {
  const folder = join(directory, "fsync");
  mkdirSync(folder);
  const bytes = Buffer.alloc(10_000, "x");
  const started = performance.now();
  for (let batch = 0; batch < BATCHES; batch++) {
    await Promise.all(
      Array.from({ length: FILES }, async (_, index) => {
        const file = await open(join(folder, `${batch}.${index}`), "wx");
        await file.write(bytes);
        await file.sync();
        await file.close();
      }),
    );
    const parent = await open(folder);
    await parent.sync();
    await parent.close();
  }
  return (BATCHES * FILES * 1000) / (performance.now() - started);
}
