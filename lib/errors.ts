/**
 * The message of a thrown value. `instanceof` would miss errors of another realm, such as those of `node:fs` in Jest.
 */
export function messageOf(error: unknown): string {
  const hasMessage = typeof error === "object" && error !== null && "message" in error;
  return hasMessage && typeof error.message === "string" ? error.message : String(error);
}

/** Whether an error comes from a system call that Node made, such as ENOSPC, and not from a mistake of this program. */
export function isSystemError(error: unknown): boolean {
  return typeof error === "object" && error !== null && "syscall" in error && "code" in error;
}

/** Node's code of a system error, "" for any other error. */
export function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

/** Whether Node's code of an error is one of these. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(codeOf(error));
}
