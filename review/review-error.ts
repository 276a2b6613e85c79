/** A review cannot be made; the message says what was expected, what was found, and what to do. */
export class ReviewError extends Error {
  override readonly name = "ReviewError";
}
