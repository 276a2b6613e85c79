/**
 * Why a store did not do what was asked:
 * - `missing`: no such object;
 * - `no-bucket`: no such bucket (or directory), or it is in another region;
 * - `invalid-key`: this store cannot hold an object under such a key;
 * - `changed`: another object stands under the key than the one that was named;
 * - `denied`: this is not allowed, which says nothing of other objects;
 * - `unavailable`: all of it is out of reach (network, throttling, wrong or expired credentials, a wrong clock, the server's own
 *   fault), or the disk is full; worth another try later.
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
