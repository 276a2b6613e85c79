/** `users sync` will not make this change; it would refuse it the next time too. The message says what to do. */
export class SyncRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SyncRefusedError";
  }
}

/** A source of addresses cannot be read; nothing may be concluded from it. The message says what to do. */
export class SourceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SourceError";
  }
}
