/** `users sync` refuses this change, and will refuse it the next time, too. The message says what to do. */
export class SyncRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SyncRefusedError";
  }
}

/** A source of addresses cannot be read, so the addresses are unknown. The message says what to do. */
export class SourceError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "SourceError";
  }
}
