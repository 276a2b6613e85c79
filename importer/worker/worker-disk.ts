import type { AppendFile, Disk, NewFile } from "../machine/disk";
import {
  readEntry,
  type ExpectedResponse,
  readNames,
  readNothing,
  readNumber,
  readPortion,
  readText,
} from "./responses";
import type { Channel } from "./channel";
import type { FileOperation, OpenOperation, PathOperation } from "./protocol";

/** The disk through a worker, with the worker's rights. */
export function workerDisk(channel: Channel): Disk {
  let files = 0;

  const ask = <T>(answer: ExpectedResponse<T>, operation: PathOperation, ...args: readonly unknown[]) =>
    channel.ask(answer, operation, args);

  async function open(operation: OpenOperation, path: string): Promise<OpenFile> {
    const file = ++files;
    await channel.ask(readNothing, operation, [file, path]);
    const askFile = (operation: FileOperation) => channel.ask(readNothing, operation, [file]);
    return {
      write: (bytes) => channel.tell("write", [file], bytes),
      setModified: (time) => channel.tell("setModified", [file, time.getTime()]),
      sync: () => askFile("sync"),
      syncData: () => askFile("syncData"),
      next: () => channel.ask(readPortion, "next", [file]),
      close: () => askFile("close"),
    };
  }

  return {
    create: (path) => open("create", path),
    append: (path) => open("append", path),
    async *read(path) {
      const file = await open("read", path);
      try {
        for (let bytes = await file.next(); bytes.length > 0; bytes = await file.next()) yield bytes;
      } finally {
        await file.close();
      }
    },
    rename: (from, to) => ask(readNothing, "rename", from, to),
    remove: (path) => ask(readNothing, "remove", path),
    makeDirectory: (path) => ask(readNothing, "makeDirectory", path),
    entries: (path) => ask(readNames, "entries", path),
    inspect: (path) => ask(readEntry, "inspect", path),
    readLink: (path) => ask(readText, "readLink", path),
    syncDirectory: (path) => ask(readNothing, "syncDirectory", path),
    fileSystemType: (path) => ask(readNumber, "fileSystemType", path),
  };
}

type OpenFile = NewFile & AppendFile & { next(): Promise<Buffer> };
