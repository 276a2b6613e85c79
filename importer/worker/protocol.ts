/**
 * A request of the importer to a worker: `[id, operation, ...arguments]`, with id 0 where no response is wanted. The worker responds
 * `[id, true, value]` or `[id, false, failure]` when an operation has ended, in any order; its first response, with id 0, says that
 * it is ready. Operations on one file are done in the order of their requests; after one has failed, only `close` is done.
 *
 * Only two responses have a body: that of `next`, with bytes of the file, and that of `entries`, with the names separated by NUL.
 */
export type WorkerRequest = readonly [id: number, operation: WorkerOperation, ...args: unknown[]];

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
