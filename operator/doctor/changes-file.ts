import { readFile } from "node:fs/promises";
import * as z from "zod";
import { hasCode } from "../../lib/errors";
import { replaceFile } from "../../lib/replace-file";
import { expectReplaceable } from "../../lib/replaceable-file";
import type { Remembered } from "./changes";

const CHANGES_FILE_VERSION = 1;

const content = z.object({
  version: z.literal(CHANGES_FILE_VERSION),
  findings: z.array(
    z.object({
      id: z.string(),
      subject: z.string(),
      status: z.enum(["OK", "NOTE", "WARN", "FAIL", "UNKNOWN"]),
      found: z.string(),
      pending: z.boolean().optional(),
    }),
  ),
});

/** The file with the findings of the last run cannot be used. */
export class ChangesFileError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "ChangesFileError";
  }
}

/** Returns the findings of the last run; empty if there is no file. */
export async function readFindings(path: string): Promise<readonly Remembered[]> {
  let text: string;
  try {
    await expectReplaceable(path);
    text = await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw failed("read", path, error);
  }
  try {
    return content.parse(JSON.parse(text)).findings;
  } catch (cause) {
    throw new ChangesFileError(
      `expected the findings of the last doctor --changes in ${path}, found something else; remove the file; the next run reports all ` +
        "findings as new",
      { cause },
    );
  }
}

export async function writeFindings(path: string, findings: readonly Remembered[]): Promise<void> {
  const text = `${JSON.stringify({ version: CHANGES_FILE_VERSION, findings }, undefined, 1)}\n`;
  try {
    await replaceFile(path, text, { mode: 0o600 });
  } catch (error) {
    throw failed("write", path, error);
  }
}

function failed(what: string, path: string, error: unknown): ChangesFileError {
  const { code, message } = error as NodeJS.ErrnoException;
  const advice = "run doctor --changes as the user of the importer, or name another file: --changes=<file>";
  return new ChangesFileError(`cannot ${what} ${path}: ${code ?? message}; ${advice}`, { cause: error });
}
