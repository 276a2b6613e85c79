/** A review cannot be made; the message says what was expected, what was found, and what to do. */
export class ReviewError extends Error {
  override readonly name = "ReviewError";
}

/** git refuses a command; the message is git's. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/** A JSON value is nested deeper than any value of Terraform. */
export class JsonDepthError extends Error {
  override readonly name = "JsonDepthError";
}
