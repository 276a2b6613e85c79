/**
 * Why a store did not do what was asked:
 * - `missing`: no such object;
 * - `no-bucket`: no such bucket (or directory), or it is in another region;
 * - `invalid-key`: this store cannot hold an object under such a key;
 * - `denied`: credentials are wrong, expired or not allowed to do this;
 * - `unavailable`: network, throttling, full disk, or the server's own fault; worth another try later.
 */
export type StoreErrorKind = "missing" | "no-bucket" | "invalid-key" | "denied" | "unavailable";

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
