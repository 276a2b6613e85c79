import { createHash } from "node:crypto";
import type { ObjectSummary, StoredObject } from "../../store/store";
import { SilentServerError } from "../../store/http-connections";
import { StoreError } from "../../store/store-error";
import { UndeliverableError } from "./model";
import { messageOf } from "../../lib/errors";

/** The bytes are not those of the listed object. Another download may return the right bytes. */
export class DamagedDownloadError extends UndeliverableError {
  readonly heldBecause = "damaged";
}

/** The connection ended before the object did. Another download may succeed. */
export class BrokenDownloadError extends StoreError {}

/** Throws `DamagedDownloadError` if the key now has another object than the listed object. */
export function checkListed(object: StoredObject, listed: ObjectSummary): void {
  if (object.size !== listed.size && object.etag === listed.etag) compare("length", listed.size, object.size);
  if (object.etag !== listed.etag) throw new DamagedDownloadError("another object has been stored under this key");
}

/**
 * Yields an object's bytes as they arrive. Only the end shows whether the bytes are complete and correct: there the
 * generator throws `StoreError` or `DamagedDownloadError` if they are not.
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

function compare(property: string, expected: string | number, found: string | number): void {
  if (expected !== found) throw new DamagedDownloadError(`expected ${property} ${expected}, found ${found}`);
}
