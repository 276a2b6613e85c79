import { shellWord } from "../machine/shell-word";
import { MailboxError } from "./mailbox-error";
import { hasCode } from "../../lib/errors";

const REMEDIES: readonly (readonly [codes: readonly string[], remedy: (path: string) => string])[] = [
  [["ENOSPC"], (path) => `the file system is full, of bytes or of files; make room: df ${path}; df -i ${path}`],
  [["EDQUOT"], () => "the quota of its owner is used up; raise it, or make room"],
  [["EROFS"], () => "the file system is read-only; mount it for writing"],
  [
    ["EACCES", "EPERM"],
    (path) => `its owner may not do that; look at the permissions: namei -l ${path}/tmp ${path}/new`,
  ],
];

/** Adds to an error of a Maildir's disk the path of the Maildir, which the system's text may lack, and what to do. */
export function explainDiskError(error: unknown, path: string): unknown {
  const cause = error instanceof MailboxError && error.cause !== undefined ? error.cause : error;
  const [, remedy] = REMEDIES.find(([codes]) => hasCode(cause, ...codes)) ?? [];
  if (!remedy) return error;
  return new MailboxError(`${path}: ${(cause as Error).message}; ${remedy(shellWord(path))}`, { cause });
}
