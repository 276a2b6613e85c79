/** A review cannot be made; the message says what was expected, what was found, and what to do. */
export class ReviewError extends Error {
  override readonly name = "ReviewError";
}

/** git refuses a command; the message is git's. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/** JSON that Terraform never writes: nested too deep, or with keys that two programs read differently. */
export class JsonShapeError extends Error {
  override readonly name = "JsonShapeError";
}
