import type { AppendFile, Disk, DiskEntry, NewFile } from "../machine/disk";
import type { WorkerOwner } from "./worker";
import type { WorkerPool } from "./worker-pool";

/** The disk with the rights of one owner. Each operation, each open file and each `hold` has a lease of the owner's worker. */
export class PooledDisk implements Disk {
  constructor(
    private readonly pool: WorkerPool,
    private readonly owner: WorkerOwner,
  ) {}

  /** Keeps the owner's worker while `work` runs. Where there can be no worker, the operations of `work` throw the reason. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    const lease = await this.pool.lease(this.owner).catch(() => undefined);
    try {
      return await work();
    } finally {
      lease?.release();
    }
  }

  create(path: string): Promise<NewFile> {
    return this.open((disk) => disk.create(path));
  }

  append(path: string): Promise<AppendFile> {
    return this.open((disk) => disk.append(path));
  }

  async *read(path: string): AsyncIterable<Buffer> {
    const lease = await this.pool.lease(this.owner);
    try {
      yield* lease.disk.read(path);
    } finally {
      lease.release();
    }
  }

  rename(from: string, to: string): Promise<void> {
    return this.use((disk) => disk.rename(from, to));
  }

  remove(path: string): Promise<void> {
    return this.use((disk) => disk.remove(path));
  }

  makeDirectory(path: string): Promise<void> {
    return this.use((disk) => disk.makeDirectory(path));
  }

  entries(path: string): Promise<readonly string[]> {
    return this.use((disk) => disk.entries(path));
  }

  inspect(path: string): Promise<DiskEntry | undefined> {
    return this.use((disk) => disk.inspect(path));
  }

  readLink(path: string): Promise<string> {
    return this.use((disk) => disk.readLink(path));
  }

  syncDirectory(path: string): Promise<void> {
    return this.use((disk) => disk.syncDirectory(path));
  }

  fileSystemType(path: string): Promise<number> {
    return this.use((disk) => disk.fileSystemType(path));
  }

  private async use<T>(work: (disk: Disk) => Promise<T>): Promise<T> {
    const lease = await this.pool.lease(this.owner);
    try {
      return await work(lease.disk);
    } finally {
      lease.release();
    }
  }

  /** The lease ends when the file is closed, even if an operation on the file has failed. */
  private async open<T extends { close(): Promise<void> }>(opening: (disk: Disk) => Promise<T>): Promise<T> {
    const lease = await this.pool.lease(this.owner);
    try {
      const file = await opening(lease.disk);
      return { ...file, close: () => file.close().finally(() => lease.release()) };
    } catch (error) {
      lease.release();
      throw error;
    }
  }
}
