import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { keysInOrder } from "./directory-listing";
import { directoryError } from "./directory-errors";
import { inParallel } from "../lib/in-parallel";
import { StoreError } from "./store-error";
import type { DeleteRequest, DeleteResult, ObjectSummary, Store, StoredObject, UnreadableEntry } from "./store";
import { hasCode } from "../lib/errors";

const MAX_KEYS_PER_PAGE = 1000;
const MAX_OPEN_FILES = 32;

/**
 * A bucket in a directory, for drills and tests: the key is the path below the directory, the ETag is the MD5 of the
 * file. A file that a person copies into the directory is an object, too. Partly written objects and metadata are in a
 * hidden directory beside the bucket. That directory is never listed, and cannot be a bucket, because bucket names do
 * not start with a dot.
 */
export class DirectoryStore implements Store {
  readonly name: string;
  private readonly incoming: string;
  private readonly metadata: string;

  constructor(private readonly directory: string) {
    this.name = `dir:${directory}`;
    const hidden = join(dirname(directory), `.${basename(directory)}`);
    this.incoming = join(hidden, "incoming");
    this.metadata = join(hidden, "metadata");
  }

  /** Makes the bucket where it is missing. */
  async create(): Promise<void> {
    await this.attempt("make the bucket", () => mkdir(this.directory, { recursive: true }));
  }

  async put(key: string, body: Buffer, metadata: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.attempt(`store ${key}`, async () => {
      await stat(this.directory);
      await checkedPathOf(this.directory, key);
      if (Object.keys(metadata).length > 0)
        await this.replace(pathOf(this.metadata, key), Buffer.from(JSON.stringify(metadata)));
      else await rm(pathOf(this.metadata, key), { force: true });
      await this.replace(pathOf(this.directory, key), body);
    });
  }

  async *list(prefix: string, unreadable?: (entry: UnreadableEntry) => void): AsyncGenerator<readonly ObjectSummary[]> {
    let page: string[] = [];
    try {
      for await (const key of keysInOrder(this.directory, prefix)) {
        if (page.push(key) < MAX_KEYS_PER_PAGE) continue;
        yield await this.summaries(page, unreadable);
        page = [];
      }
      if (page.length > 0) yield await this.summaries(page, unreadable);
    } catch (error) {
      throw directoryError(error, `list ${this.name}`);
    }
  }

  async get(key: string): Promise<StoredObject> {
    return this.attempt(`read ${key}`, async () => {
      await stat(this.directory);
      const file = await this.open(key).catch((error: unknown) => {
        throw directoryError(error, `read ${key} in ${this.name}`, "missing");
      });
      try {
        const summary = await summarize(key, file);
        const metadata = await this.metadataOf(key);
        const body = file.createReadStream({ start: 0 });
        // An error event without a listener would end the process; a reader of the stream still gets the error.
        body.on("error", () => undefined);
        return { ...summary, md5: summary.etag, metadata, body };
      } catch (error) {
        await file.close();
        throw error;
      }
    });
  }

  async deleteMany(requests: readonly DeleteRequest[]): Promise<readonly DeleteResult[]> {
    return inParallel(requests, MAX_OPEN_FILES, (request) => this.delete(request));
  }

  close(): void {}

  private async open(key: string): Promise<FileHandle> {
    return open(await checkedPathOf(this.directory, key), constants.O_RDONLY | constants.O_NOFOLLOW);
  }

  private async delete({ key, etag }: DeleteRequest): Promise<DeleteResult> {
    try {
      const path = await checkedPathOf(this.directory, key);
      if ((await this.summary(key)).etag !== etag) return { key, outcome: "changed" };
      await rm(path);
      await rm(pathOf(this.metadata, key), { force: true });
      return { key, outcome: "deleted" };
    } catch (error) {
      if (hasCode(error, "ENOENT")) return { key, outcome: "deleted" };
      return { key, outcome: "failed", reason: directoryError(error, `delete ${key}`).message };
    }
  }

  private async summaries(
    keys: readonly string[],
    unreadable?: (entry: UnreadableEntry) => void,
  ): Promise<readonly ObjectSummary[]> {
    const summaries = await inParallel(keys, MAX_OPEN_FILES, (key) =>
      this.summary(key).catch((error: unknown) => {
        if (hasCode(error, "ENOENT")) return undefined; // deleted since its name was read
        const { kind, message: reason } = directoryError(error, `read ${key}`);
        if (!unreadable || kind === "unavailable") throw error;
        unreadable({ key, reason });
        return undefined;
      }),
    );
    return summaries.filter((summary) => summary !== undefined);
  }

  private async summary(key: string): Promise<ObjectSummary> {
    const file = await this.open(key);
    try {
      return await summarize(key, file);
    } finally {
      await file.close();
    }
  }

  private async metadataOf(key: string): Promise<Record<string, string>> {
    try {
      return JSON.parse(await readFile(pathOf(this.metadata, key), "utf8")) as Record<string, string>;
    } catch (error) {
      if (hasCode(error, "ENOENT")) return {};
      throw error;
    }
  }

  private async replace(path: string, content: Buffer): Promise<void> {
    await mkdir(this.incoming, { recursive: true });
    await mkdir(dirname(path), { recursive: true });
    const temporary = join(this.incoming, randomBytes(16).toString("hex"));
    try {
      await writeFile(temporary, content, { flag: "wx", flush: true });
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
    const directory = await open(dirname(path), "r");
    await directory.sync().finally(() => directory.close());
  }

  private async attempt<T>(action: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw directoryError(error, `${action} in ${this.name}`);
    }
  }
}

async function summarize(key: string, file: FileHandle): Promise<ObjectSummary> {
  const { size, mtime } = await file.stat();
  const hash = createHash("md5");
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) hash.update(chunk as Buffer);
  return { key, size, etag: hash.digest("hex"), lastModified: mtime };
}

/** The path of an object. Throws where a directory on the path is a symbolic link, which could lead out of the bucket. */
async function checkedPathOf(directory: string, key: string): Promise<string> {
  const path = pathOf(directory, key);
  const parents = key.split("/").slice(0, -1);
  for (let depth = 1; depth <= parents.length; depth++) {
    const parent = join(directory, ...parents.slice(0, depth));
    const found = await lstat(parent).catch((error: unknown) => {
      if (!hasCode(error, "ENOENT")) throw error;
    });
    if (!found) break;
    if (found.isSymbolicLink()) {
      throw new StoreError("invalid-key", `expected a directory at ${parent}, found a symbolic link; replace it`);
    }
  }
  return path;
}

function pathOf(directory: string, key: string): string {
  const isUnsafe = key.split("/").some((part) => part === "" || part === "." || part === "..");
  if (isUnsafe || key.includes("\0")) {
    const found = JSON.stringify(key);
    throw new StoreError("invalid-key", `expected a key that is a path below ${directory}, found ${found}`);
  }
  return join(directory, key);
}
