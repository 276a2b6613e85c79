import type { PostfixServer } from "../users/postfix/server";
import type { PasswdUser } from "../users/sources/passwd";

/** The place of a mailbox on this machine; `undefined` members were not found. */
export interface MailboxPlace {
  readonly maildir?: string | undefined;
  /** The LMTP server that delivers the mailbox's mail, if that is not in a Maildir. */
  readonly lmtp?: string | undefined;
  /** `uid:gid`, if the owner of the Maildir on disk does not show it. */
  readonly owner?: string | undefined;
  /** A doubt that the operator must resolve. */
  readonly doubt?: string | undefined;
  /** How to resolve the doubt; `undefined`: by a place in the settings. */
  readonly advice?: string | undefined;
}

export interface PlaceSources {
  readonly postfix: PostfixServer | undefined;
  /** Dovecot's configuration file; `undefined`: the default file. Ignored if there is no Dovecot. */
  readonly dovecotConfig: string | undefined;
  readonly users: readonly PasswdUser[];
}
