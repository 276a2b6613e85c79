/** A command was started with an argument that it cannot use; the message says what was expected and what was found. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
