import { constants } from "node:os";

/** Errors of disks that Node has no name for: their code is "Unknown system error -122", and so is the text in their message. */
const ERRORS_WITHOUT_NAME: ReadonlyMap<string, readonly [code: string, text: string]> = new Map([
  [String(constants.errno.EDQUOT), ["EDQUOT", "disk quota exceeded"]],
  [String(constants.errno.ESTALE), ["ESTALE", "stale file handle"]],
  ["117", ["EUCLEAN", "structure needs cleaning"]],
]);
const NO_NAME = /Unknown system error -(\d+)/;
const NO_NAME_AND_TEXT = new RegExp(`${NO_NAME.source}: Unknown system error -\\1`, "g");

/**
 * The message of a thrown value. `instanceof` would miss errors of another realm, such as those of `node:fs` in Jest.
 */
export function messageOf(error: unknown): string {
  const hasMessage = typeof error === "object" && error !== null && "message" in error;
  const message = hasMessage && typeof error.message === "string" ? error.message : String(error);
  return message.replace(
    NO_NAME_AND_TEXT,
    (found, number: string) => ERRORS_WITHOUT_NAME.get(number)?.join(": ") ?? found,
  );
}

/** Whether an error comes from a system call that Node made, such as ENOSPC, and not from a mistake of this program. */
export function isSystemError(error: unknown): boolean {
  return typeof error === "object" && error !== null && "syscall" in error && "code" in error;
}

/** The code of a system error, such as ENOSPC; "" for any other error. */
export function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  const [, number = ""] = NO_NAME.exec(code) ?? [];
  return ERRORS_WITHOUT_NAME.get(number)?.[0] ?? code;
}

/** Whether the code of an error is one of these. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(codeOf(error));
}
