import type { Disk } from "./disk";

/** Everything outside the importer, beside the store, that can fail or differ: so that a test can stand in for all of it. */
export interface Machine {
  readonly disk: Disk;
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
  /** Takes the lock of that name for this process; `undefined`: another process has it. */
  lock(name: string): Promise<Lock | undefined>;
  /** The ids of a user and a group by name or number; throws an `Error` that says what is unknown. */
  resolveOwner(user: string | number, group: string | number | undefined): Promise<{ uid: number; gid: number }>;
}

/** A lock that ends with its process at the latest. */
export interface Lock {
  release(): Promise<void>;
}
