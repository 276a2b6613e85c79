import type { Settings } from "../settings/model";
import { Checkpoints } from "./state/delivered/checkpoints";
import { type Envelopes, noEnvelopes } from "./state/envelopes/envelope";
import { Receivers } from "./transports/transports";
import { Spool } from "./transports/spool";
import { OpenHandovers } from "./transports/open-transport-deliveries";
import type { Journal } from "./state/journal/journal";
import type { MessageIdentity } from "./state/journal/records";
import type { Machine } from "./machine/machine";
import { BaseNames } from "./maildir/base-name";
import type { Maildir } from "./maildir/maildir";
import { Mailboxes } from "./mailboxes";
import type { ImportReport } from "./report";
import { MINUTE_MS } from "../lib/time";

/** What the importer must not exceed, so that memory does not grow with the backlog or its messages. */
export interface Limits {
  /** Messages of a batch (see `Pipeline`). */
  readonly batchMessages: number;
  /** Bytes of a batch, unless a single message has more. */
  readonly batchBytes: number;
  /** Downloads at the same time. */
  readonly downloads: number;
  /** Mailboxes whose mail is handed over at the same time. */
  readonly receivers: number;
  /** Milliseconds in which a receiver must have answered to a message. */
  readonly receiverPatience: number;
  /** Settled messages that the journal holds at most, about. */
  readonly journalMessages: number;
}

export const LIMITS: Limits = {
  batchMessages: 128,
  batchBytes: 32 * 1024 * 1024,
  downloads: 128,
  receivers: 4,
  // As RFC 5321 section 4.5.3.2.6 wants it of a client.
  receiverPatience: 10 * MINUTE_MS,
  journalMessages: 16_384,
};

/** What wants to know of the messages while they are imported. */
export interface Listener {
  delivered?(message: MessageIdentity, mailbox: string, path: string): void;
  progress?(report: ImportReport): void;
}

/** What the parts of one run share. */
export class Run {
  readonly names: BaseNames;
  readonly mailboxes: Mailboxes;
  readonly checkpoints: Checkpoints;
  readonly receivers: Receivers;
  readonly spool: Spool;
  readonly openHandovers: OpenHandovers;
  /** Maildirs for which a batch could not be committed. */
  readonly failures = new Map<Maildir, Failure>();

  constructor(
    readonly machine: Machine,
    readonly settings: ImportSettings,
    readonly journal: Journal,
    stateDirectory: string,
    root: string | undefined,
    readonly report: ImportReport,
    readonly listener: Listener,
    readonly limits: Limits,
    /** Names this start of the operating system. */
    readonly boot: string,
    /** Asks the run to stop at the next step at which nothing is half done. */
    readonly signal: AbortSignal | undefined,
    readonly envelopes: Envelopes = noEnvelopes,
    /** Take Maildirs over from other journals. */
    adopt = false,
  ) {
    this.names = new BaseNames(machine);
    this.mailboxes = new Mailboxes(machine, journal, report, root, adopt);
    this.checkpoints = new Checkpoints(machine.disk, stateDirectory, journal);
    this.receivers = new Receivers(machine, root, limits.receiverPatience);
    this.spool = new Spool(machine, `${stateDirectory}/spool`);
    this.openHandovers = new OpenHandovers(settings.mailboxes, journal, report, () => machine.now());
  }
}

/** Whether the run was asked to stop; the report says so then. */
export function reportStop({ signal, report }: Run, bucket: string): boolean {
  if (!signal?.aborted) return false;
  report.problem("interrupted", bucket, "the import was asked to stop");
  return true;
}

export interface Failure {
  readonly error: unknown;
}

/** What the importer reads of the settings. */
export type ImportSettings = Pick<Settings, "regions" | "mailboxes" | "importer">;
