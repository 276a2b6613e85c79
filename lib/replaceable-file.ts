import { lstat } from "node:fs/promises";
import { hasCode } from "./errors";
import { fileKind } from "./file-kind";
import { UsageError } from "./usage-error";

/**
 * Throws `UsageError` where a rename to this path would replace anything but a regular file: the rename would take a
 * device such as /dev/stdout, or a link, away from all programs that use that path.
 */
export async function expectReplaceable(path: string): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  });
  if (found === undefined || found.isFile()) return;
  throw new UsageError(`expected a regular file or nothing at ${path}, found ${fileKind(found)}; name another file`);
}
