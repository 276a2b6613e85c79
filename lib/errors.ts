import { constants } from "node:os";

/**
 * Errors of disks that Node has no name for: their code is "Unknown system error -122", or "UNKNOWN" after a synchronous call, and so
 * is the text in their message.
 */
const ERRORS_WITHOUT_NAME: ReadonlyMap<number, readonly [code: string, text: string]> = new Map([
  [constants.errno.EDQUOT, ["EDQUOT", "disk quota exceeded"]],
  [constants.errno.ESTALE, ["ESTALE", "stale file handle"]],
  [117, ["EUCLEAN", "structure needs cleaning"]],
]);
const NO_NAME = /^UNKNOWN$|^Unknown system error -\d+$/;
const NO_NAME_AND_TEXT = /UNKNOWN: unknown error|Unknown system error -\d+: Unknown system error -\d+/;

/** The code and text of an error that Node has no name for. */
function nameOf(error: object): readonly [code: string, text: string] | undefined {
  const { code, errno } = error as { readonly code?: unknown; readonly errno?: unknown };
  return NO_NAME.test(String(code)) ? ERRORS_WITHOUT_NAME.get(-Number(errno)) : undefined;
}

/**
 * The message of a thrown value. `instanceof` would miss errors of another realm, such as those of `node:fs` in Jest.
 */
export function messageOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("message" in error)) return String(error);
  const { message } = error;
  if (typeof message !== "string") return String(message);
  const name = nameOf(error);
  return name === undefined ? message : message.replace(NO_NAME_AND_TEXT, name.join(": "));
}

/** Whether an error comes from a system call that Node made, such as ENOSPC, and not from a mistake of this program. */
export function isSystemError(error: unknown): boolean {
  return typeof error === "object" && error !== null && "syscall" in error && "code" in error;
}

/** The code of a system error, such as ENOSPC; "" for any other error. */
export function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return nameOf(error)?.[0] ?? String(error.code);
}

/** Whether the code of an error is one of these. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(codeOf(error));
}
