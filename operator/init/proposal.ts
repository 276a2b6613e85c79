import type { MxHost } from "./mx-hosts";

/** The settings that `init` proposes, with notes for the operator about each part. */
export interface Proposal {
  readonly region: string;
  readonly regionReason: string;
  readonly domains: readonly ProposedDomain[];
  readonly mailboxes: readonly ProposedMailbox[];
  /** Addresses that several mailboxes share, each with its users. */
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
  /** Questions that `init` could not answer, with advice. */
  readonly open: readonly OpenQuestion[];
}

export interface ProposedDomain {
  readonly name: string;
  readonly primary: readonly MxHost[];
  readonly standbyPreference: number;
  /** The zone in Route 53; `undefined`: the zone is elsewhere. */
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
