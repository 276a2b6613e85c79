import { access, constants, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { messageOf } from "../errors";
import { UsageError } from "../usage-error";
import type { Html } from "./html";

export interface PageOptions {
  /** The file of the page. */
  readonly html?: string | undefined;
  /** Whether addresses and subjects are left out of the page. */
  readonly anonymous?: boolean | undefined;
}

/** Checks before the work begins that the file can be written. */
export async function checkPageOptions({ html, anonymous }: PageOptions): Promise<void> {
  if (html === undefined) {
    if (!anonymous) return;
    throw new UsageError("--anonymous: expected --html <file> beside it, found none; all other output names addresses");
  }
  const path = resolve(html);
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
