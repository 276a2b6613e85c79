/**
 * A request of the importer to a worker: `[id, operation, ...arguments]`, with id 0 where no response is wanted. The worker responds
 * `[id, true, value]` or `[id, false, failure]` when an operation has ended, in any order; its first response, with id 0, says that
 * it is ready. Operations on one file are done in the order of their requests; after one has failed, only `close` is done.
 *
 * Only two responses have a body: that of `next`, with bytes of the file, and that of `entries`, with the names separated by NUL.
 */
export type WorkerRequest = readonly [id: number, operation: WorkerOperation, ...args: unknown[]];

export type WorkerOperation = PathOperation | OpenOperation | FileOperation;

/** Operations on a path, with the names of `Disk`. */
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

/**
 * Operations on an open file, identified by its number. The bytes for `write` and the bytes of `next` are the frame's
 * body; `next` without bytes means the end of the file.
 */
export type FileOperation = "write" | "setModified" | "sync" | "syncData" | "next" | "close";

/**
 * Maximum number of bytes of a file in one response. A worker is a process of its user, who could have taken control of
 * it.
 */
export const MAX_PORTION_BYTES = 64 * 1024;
