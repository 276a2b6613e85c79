import type { AppendFile, Disk, NewFile } from "../machine/disk";
import type { FileOperation, OpenOperation } from "./protocol";

type AnyFile = Partial<NewFile & AppendFile> & { next?(): Promise<Buffer>; close(): Promise<void> };

const NOTHING = Buffer.alloc(0);

/** A file that the importer has opened. Its operations are done one after the other, and after a failure only `close`. */
export class ServedFile {
  /** Resolves when all operations so far are done; rejects with the first failure. */
  private last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly file: AnyFile) {}

  static async open(disk: Disk, operation: OpenOperation, path: string): Promise<ServedFile> {
    return new ServedFile(operation === "read" ? readable(disk, path) : await disk[operation](path));
  }

  /** `mayBegin` is called before the operation begins; it throws to prevent the operation. */
  perform(operation: FileOperation, argument: unknown, bytes: Buffer, mayBegin: () => void): Promise<unknown> {
    if (operation === "close") return this.close();
    const result = this.last.then(() => {
      mayBegin();
      return this.carryOut(operation, argument, bytes);
    });
    result.catch(() => undefined);
    this.last = result;
    return result;
  }

  /** Closes the file; throws the error of an operation that has failed before. */
  async close(): Promise<void> {
    await this.last.catch(() => undefined);
    await this.file.close();
    await this.last;
  }

  private carryOut(operation: Exclude<FileOperation, "close">, argument: unknown, bytes: Buffer): Promise<unknown> {
    const { file } = this;
    const notSupported = () => Promise.reject(new Error(`${operation} is not for this file`));
    switch (operation) {
      case "write":
        return file.write?.(bytes) ?? notSupported();
      case "setModified":
        return file.setModified?.(new Date(argument as number)) ?? notSupported();
      case "sync":
        return file.sync?.() ?? notSupported();
      case "syncData":
        return file.syncData?.() ?? notSupported();
      case "next":
        return file.next?.() ?? notSupported();
    }
  }
}

function readable(disk: Disk, path: string): AnyFile {
  const pieces = disk.read(path)[Symbol.asyncIterator]();
  return {
    async next() {
      const piece = await pieces.next();
      return piece.done ? NOTHING : piece.value;
    },
    async close() {
      await pieces.return?.();
    },
  };
}
