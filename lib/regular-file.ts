import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { fileKind } from "./file-kind";

const { O_NONBLOCK, O_RDONLY } = constants;

/** Something else than a regular file is at the path. */
export class NotAFileError extends Error {
  override readonly name = "NotAFileError";
}

/**
 * Reads a file that the settings, the environment or another program's configuration names, in an unattended run: opening a FIFO
 * would wait for a writer (open(2)), and reading a device such as /dev/zero may not end. Throws `NotAFileError`, or Node's errors.
 */
export function readRegularFile(path: string): Buffer {
  const descriptor = openSync(path, O_RDONLY | O_NONBLOCK);
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) throw new NotAFileError(`expected a regular file at ${path}, found ${fileKind(found)}`);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
