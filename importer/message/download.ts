import { createHash } from "node:crypto";
import type { ObjectSummary, StoredObject } from "../../store/store";
import { SilentServerError } from "../../store/http-connections";
import { StoreError } from "../../store/store-error";
import { Undeliverable } from "./undeliverable";
import { messageOf } from "../../lib/errors";

/** What arrived is not the object that the store lists. Another download may be better. */
export class DamagedDownload extends Undeliverable {}

/** The connection ended before the object did. Another download may be better. */
export class BrokenDownloadError extends StoreError {}

/** Throws `DamagedDownload` where another object is under the listed key now. */
export function checkListed(object: StoredObject, listed: ObjectSummary): void {
  if (object.size !== listed.size && object.etag === listed.etag) compare("length", listed.size, object.size);
  if (object.etag !== listed.etag) throw new DamagedDownload("another object has been stored under this key");
}

/**
 * An object's bytes as they come. Whether they are the object is known at the end only, where `StoreError` or
 * `DamagedDownload` is thrown if they are not.
 */
export async function* download(object: StoredObject): AsyncGenerator<Buffer> {
  const hash = createHash("md5");
  let received = 0;
  for await (const chunk of readBody(object)) {
    received += chunk.length;
    if (received > object.size) compare("length", object.size, `${received} bytes and more`);
    hash.update(chunk);
    yield chunk;
  }
  compare("length", object.size, received);
  if (object.md5 !== undefined) compare("MD5", object.md5, hash.digest("hex"));
}

/** A connection that breaks is the store's fault, an error while writing the disk's: they must not be taken for each other. */
async function* readBody({ key, body }: StoredObject): AsyncGenerator<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>;
  } catch (error) {
    const reason = messageOf(error);
    const Thrown = error instanceof SilentServerError ? StoreError : BrokenDownloadError;
    throw new Thrown("unavailable", `cannot read ${key} to its end: ${reason}`, { cause: error });
  }
}

function compare(what: string, expected: string | number, found: string | number): void {
  if (expected !== found) throw new DamagedDownload(`expected ${what} ${expected}, found ${found}`);
}
