import { createHash } from "node:crypto";
import type { ObjectSummary, StoredObject } from "../../store/store";
import { SilentServerError } from "../../store/http-connections";
import { StoreError } from "../../store/store-error";
import { UndeliverableError } from "./model";
import { messageOf } from "../../lib/errors";

/** The bytes are not those of the object that the store lists. Another download may bring the right bytes. */
export class DamagedDownloadError extends UndeliverableError {
  readonly heldBecause = "damaged";
}

/** The connection ended before the object did. Another download may succeed. */
export class BrokenDownloadError extends StoreError {}

/** Throws `DamagedDownloadError` where another object is under the listed key now. */
export function checkListed(object: StoredObject, listed: ObjectSummary): void {
  if (object.size !== listed.size && object.etag === listed.etag) compare("length", listed.size, object.size);
  if (object.etag !== listed.etag) throw new DamagedDownloadError("another object has been stored under this key");
}

/**
 * An object's bytes as they come. Only at the end is it known whether the bytes are the object; otherwise `StoreError` or
 * `DamagedDownloadError` is thrown there.
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

/** A broken connection is a `StoreError`, so that it is not taken for an error of the disk to which the bytes are written. */
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
  if (expected !== found) throw new DamagedDownloadError(`expected ${what} ${expected}, found ${found}`);
}
