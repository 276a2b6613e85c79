import type { MxHost } from "./mx-hosts";

/** Settings as `init` proposes them, with what the operator should know of each part. */
export interface Proposal {
  readonly region: string;
  readonly regionReason: string;
  readonly domains: readonly ProposedDomain[];
  readonly mailboxes: readonly ProposedMailbox[];
  /** Addresses of several mailboxes. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  readonly recipientDelimiter: string | undefined;
  readonly maildir: string | undefined;
  readonly owner: string | undefined;
  /** The LMTP server that delivers the mail of most mailboxes. */
  readonly lmtp: string | undefined;
  /** Names of gaps without a remedy. */
  readonly acknowledgedGaps: readonly string[];
  readonly read: readonly string[];
  /** Facts about the server, for comments. */
  readonly facts: readonly string[];
  /** What could not be found out, and what to do about it. */
  readonly open: readonly OpenQuestion[];
}

export interface ProposedDomain {
  readonly name: string;
  readonly primary: readonly MxHost[];
  readonly standbyPreference: number;
  /** The zone in Route 53; `undefined`: elsewhere. */
  readonly zone: string | undefined;
  readonly aliasOf: string | undefined;
  readonly catchAll: readonly string[];
}

export interface ProposedMailbox {
  readonly user: string;
  readonly addresses: readonly string[];
  /** Where it differs from that of most. */
  readonly maildir: string | undefined;
  readonly owner: string | undefined;
  /** Where it differs from that of most. */
  readonly destination: "maildir" | { readonly lmtp: string } | undefined;
}

export interface OpenQuestion {
  readonly subject: string;
  readonly why: string;
  readonly advice: string;
}
