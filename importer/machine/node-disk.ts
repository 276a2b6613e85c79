import { closeSync, constants, fsync, futimesSync, openSync, renameSync, writeSync } from "node:fs";
import { type FileHandle, lstat, mkdir, open, readdir, readlink, statfs, unlink } from "node:fs/promises";
import { promisify } from "node:util";
import type { AppendFile, Disk, DiskEntry, NewFile } from "./disk";
import { hasCode } from "../../lib/errors";

const { O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

const sync = promisify(fsync);

/** Bytes of one read: few, because dozens of lists of delivered messages are read side by side. */
const READ_PORTION_BYTES = 4 * 1024;

/**
 * The real disk, through Node. Operations that the kernel does in memory are done synchronously: passing a call to another
 * thread takes longer than the call, and the call would queue there behind the syncs, which wait for the disk
 * (docs/performance.md).
 */
export const nodeDisk: Disk = {
  create: asPromise((path: string) => newFile(openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600))),
  async append(path) {
    return appendFile(await open(path, O_WRONLY | O_APPEND | O_NOFOLLOW));
  },
  async *read(path) {
    // Without O_NONBLOCK, opening a FIFO at this path would wait for a writer.
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    yield* file.createReadStream({ highWaterMark: READ_PORTION_BYTES }) as AsyncIterable<Buffer>;
  },
  rename: asPromise(renameSync),
  remove: unlink,
  async makeDirectory(path) {
    await mkdir(path, 0o700);
  },
  entries: (path) => readdir(path),
  async inspect(path) {
    try {
      return toEntry(await lstat(path));
    } catch (error) {
      if (hasCode(error, "ENOENT")) return undefined;
      throw error;
    }
  },
  readLink: (path) => readlink(path),
  async syncDirectory(path) {
    const directory = await open(path, O_RDONLY | O_DIRECTORY);
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  },
  async fileSystemType(path) {
    return (await statfs(path)).type;
  },
};

function newFile(descriptor: number): NewFile {
  return {
    write: asPromise((bytes: Uint8Array) => {
      for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
    }),
    setModified: asPromise((time: Date) => futimesSync(descriptor, time, time)),
    sync: () => sync(descriptor),
    close: asPromise(() => closeSync(descriptor)),
  };
}

/** Makes a synchronous call return a promise of its result or error. */
function asPromise<Arguments extends readonly unknown[], Result>(call: (...args: Arguments) => Result) {
  return (...args: Arguments) => new Promise<Result>((done) => done(call(...args)));
}

function appendFile(file: FileHandle): AppendFile {
  return {
    write: (bytes) => writeAll(file, bytes),
    syncData: () => file.datasync(),
    close: () => file.close(),
  };
}

/** write(2) may write a part of the bytes, such as just before the disk is full. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += (await file.write(bytes, written)).bytesWritten;
  }
}

function toEntry(stats: Awaited<ReturnType<typeof lstat>>): DiskEntry {
  const linkOrOther = stats.isSymbolicLink() ? "link" : "other";
  const kind = stats.isFile() ? "file" : stats.isDirectory() ? "directory" : linkOrOther;
  const { size, uid, gid, mode, dev, ino } = stats;
  return {
    kind,
    size: Number(size),
    uid: Number(uid),
    gid: Number(gid),
    mode: Number(mode) & 0o7777,
    device: Number(dev),
    inode: Number(ino),
  };
}
