import { access, constants, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { messageOf } from "../errors";
import { UsageError } from "../usage-error";
import type { Html } from "./html";

/** Refuses, before the work begins, a file that cannot be written after it. */
export async function checkPageFile(file: string): Promise<void> {
  const path = resolve(file);
  if ((await stat(path).catch(() => undefined))?.isDirectory())
    throw new UsageError(`--html: expected the name of a file, found a directory: ${path}; add a file name`);
  try {
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw new UsageError(`--html: cannot write into ${dirname(path)} (${messageOf(error)}); name another file`);
  }
}

export async function writePage(file: string, page: Html): Promise<void> {
  await writeFile(file, page.source);
}
