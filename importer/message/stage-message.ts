import { createHash } from "node:crypto";
import { StoreError } from "../../store/store-error";
import type { ObjectSummary, Store, StoredObject } from "../../store/store";
import type { Maildir } from "../maildir/maildir";
import { CrlfToLf } from "./crlf-to-lf";

/** What arrived is not the object that the store lists. Another download may be better. */
export class DamagedDownload extends Error {}

export interface StagedMessage {
  /** Bytes of the file. */
  readonly size: number;
}

/**
 * Downloads a message into a new stage file and makes it durable there, complete in bytes, times, mode and owner, but not yet
 * under a durable name. Throws `StoreError`, `DamagedDownload` or the disk's error; a stage file may be left then.
 */
export async function stageMessage(
  store: Store,
  maildir: Maildir,
  listed: ObjectSummary,
  name: string,
): Promise<StagedMessage> {
  const object = await store.get(listed.key);
  let file;
  try {
    if (object.etag !== listed.etag) throw new DamagedDownload("another object has been stored under this key");
    file = await maildir.create(name);
    const hash = createHash("md5");
    const toLf = new CrlfToLf();
    let received = 0;
    let size = 0;
    for await (const chunk of download(object)) {
      received += chunk.length;
      hash.update(chunk);
      const bytes = toLf.push(chunk);
      size += bytes.length;
      await file.write(bytes);
    }
    const rest = toLf.end();
    if (rest.length > 0) await file.write(rest);
    compare("length", object.size, received);
    if (object.md5 !== undefined) compare("MD5", object.md5, hash.digest("hex"));
    await file.setModified(listed.lastModified);
    await file.sync();
    return { size: size + rest.length };
  } finally {
    object.body.destroy();
    await file?.close();
  }
}

/** A connection that breaks is the store's fault, an error while writing the disk's: they must not be taken for each other. */
async function* download({ key, body }: StoredObject): AsyncGenerator<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError("unavailable", `cannot read ${key} to its end: ${reason}`, { cause: error });
  }
}

function compare(what: string, expected: string | number, found: string | number): void {
  if (expected !== found) throw new DamagedDownload(`expected ${what} ${expected}, found ${found}`);
}
