import { join } from "node:path";
import type { Mailbox, Owner } from "../../settings/model";

/** Where a Maildir is, and which owner it must have (`undefined`: any owner but root). */
export interface MaildirPlace {
  readonly path: string;
  readonly owner: Owner | undefined;
  /** Root may own the Maildir, too: in a drill, and where the mailbox was checked before. */
  readonly mayBeRoots?: boolean;
}

/** Below another root directory the owner in the settings does not count: the drill runs as one user. */
export function placeOf({ maildir, owner }: Mailbox, root: string | undefined): MaildirPlace {
  return root === undefined
    ? { path: maildir, owner }
    : { path: join(root, maildir), owner: undefined, mayBeRoots: true };
}
