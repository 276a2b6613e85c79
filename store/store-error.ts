/**
 * Why a store did not do what was asked:
 * - `missing`: no such object;
 * - `no-bucket`: no such bucket (or directory), or it is in another region;
 * - `invalid-key`: this store cannot hold an object under such a key;
 * - `changed`: the object under the key is not the object that the request named;
 * - `denied`: the request is not allowed; a request for another object may be;
 * - `unavailable`: the whole store is out of reach (network, throttling, wrong or expired credentials, a wrong clock, an error of
 *   the server), or the disk is full; a later attempt may succeed.
 */
export type StoreErrorKind = "missing" | "changed" | "no-bucket" | "invalid-key" | "denied" | "unavailable";

/** The only error that a `Store` throws; its message says what was tried, where, and what to do. */
export class StoreError extends Error {
  constructor(
    readonly kind: StoreErrorKind,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = "StoreError";
  }
}
