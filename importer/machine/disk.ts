/**
 * The file system operations of the importer, each one a system call or two. What is not synced may be lost by a power
 * cut: a file's bytes until `sync`, a name's creation, renaming or removal until `syncDirectory` of its directory.
 * Errors are Node's, with `code` (ENOENT, ENOSPC, …); paths are absolute.
 */
export interface Disk {
  /** Makes a new file (mode 0600); fails with EEXIST where anything has that name, a symbolic link too. */
  create(path: string): Promise<NewFile>;
  /** Opens a file for appending. */
  append(path: string): Promise<AppendFile>;
  /** The bytes of a file, in chunks. */
  read(path: string): AsyncIterable<Buffer>;
  /** Atomic; replaces the target. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes a directory (mode 0700). */
  makeDirectory(path: string): Promise<void>;
  entries(path: string): Promise<readonly string[]>;
  /** Returns the entry of that name without following a symbolic link; `undefined`: there is none. */
  inspect(path: string): Promise<DiskEntry | undefined>;
  /** Returns the target of a symbolic link. */
  readLink(path: string): Promise<string>;
  syncDirectory(path: string): Promise<void>;
  /** The type of the file system, as in statfs(2). */
  fileSystemType(path: string): Promise<number>;
}

export interface DiskEntry {
  readonly kind: "file" | "directory" | "link" | "other";
  readonly size: number;
  readonly uid: number;
  readonly gid: number;
  /** Permission bits. */
  readonly mode: number;
  readonly device: number;
  readonly inode: number;
}

export interface NewFile {
  /** The bytes must not change any more. `sync` or `close` may report the failure of a write. */
  write(bytes: Uint8Array): Promise<void>;
  setModified(time: Date): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface AppendFile {
  write(bytes: Uint8Array): Promise<void>;
  /** The bytes and the size, not the times. */
  syncData(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The worker ended, or was ended, before it answered, or could not be started: the operation may or may not have taken effect. Only
 * the state of the disk tells, as after a crash.
 */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}
