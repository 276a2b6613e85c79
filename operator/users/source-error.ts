/** A source of addresses cannot be read; nothing may be concluded from it. The message says what to do. */
export class SourceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SourceError";
  }
}
