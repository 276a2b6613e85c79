/**
 * What the importer asks of a worker: `[id, operation, ...arguments]`, id 0 where no answer is wanted. The worker answers
 * `[id, true, value]` or `[id, false, failure]`, in whichever order it comes to an end; first of all, that it is ready, with id 0.
 * What is asked of one file is done in that order, and nothing of it after something has failed.
 *
 * Only two answers have a body: that of `next` the bytes of the file, that of `entries` the names with a zero between two.
 */
export type WorkerRequest = readonly [id: number, operation: WorkerOperation, ...args: unknown[]];
export type WorkerAnswer = readonly [id: number, ok: boolean, result?: unknown];

/** An error of the operating system, as Node has it. */
export interface OperationError {
  readonly message: string;
  readonly code?: string;
  readonly syscall?: string;
}

export type WorkerOperation = PathOperation | OpenOperation | FileOperation;

/** On a path; the names are those of `Disk`. */
export type PathOperation = (typeof PATH_OPERATIONS)[number];
export const PATH_OPERATIONS = [
  "rename",
  "remove",
  "makeDirectory",
  "entries",
  "inspect",
  "readLink",
  "syncDirectory",
  "fileSystemType",
] as const;

/** Opens a path under a number that the importer chooses. */
export type OpenOperation = (typeof OPEN_OPERATIONS)[number];
export const OPEN_OPERATIONS = ["create", "append", "read"] as const;

/** On an open file, by that number. The bytes for `write` and those of `next` are the frame's body; no bytes of `next`: the end. */
export type FileOperation = "write" | "setModified" | "sync" | "syncData" | "next" | "close";

/** Bytes of a file in one answer. A worker is a process of its user, who could have taken it over. */
export const MAX_PORTION_BYTES = 64 * 1024;
