import type { Disk } from "./disk";

/**
 * Everything outside the importer, except the store, that can fail or differ between machines, so that a test can
 * replace it.
 */
export interface Machine {
  /** The disk with the rights of this process. */
  readonly disk: Disk;
  /**
   * The disk with the rights of that owner only, for work in the owner's directories. `lock`: path of the lock file
   * that the owner's worker holds. An operation on the disk throws where the owner's rights cannot be had.
   */
  diskOf(owner: Ids, lock: string): Promise<Disk>;
  /**
   * Runs `work`, which uses this disk of an owner, and keeps the owner's worker, if there is one, until `work` has ended. `work` must
   * not use the disk of another owner, nor wait for a task that does: few workers exist at a time, and each could wait for another.
   */
  hold<T>(disk: Disk, work: () => Promise<T>): Promise<T>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** A random number as 16 hexadecimal digits. */
  random(): string;
  readonly hostName: string;
  readonly processId: number;
  /** Uid of this process. */
  readonly uid: number;
  /** Changes with every start of the operating system; empty where it cannot be known. */
  bootId(): Promise<string>;
  /** Names this installation of the operating system (machine-id(5)); empty where it is unknown. */
  machineId(): Promise<string>;
  /**
   * Locks the file of that path for this process, and creates the file if it is missing; `undefined`: another process
   * has the lock.
   */
  lock(path: string): Promise<Lock | undefined>;
  /** The ids of a user and a group by name or number; throws an `Error` that says what is unknown. */
  resolveOwner(user: string | number, group: string | number | undefined): Promise<Ids>;
  /** Ends the workers of other owners. */
  close(): Promise<void>;
}

/** A user and a group, as the kernel knows them. */
export interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** A lock that ends with its process at the latest. */
export interface Lock {
  release(): void;
}
