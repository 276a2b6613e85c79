import type { DoctorContext } from "./context";

/** From the best to the worst; `UNKNOWN` (could not look) stands beside this order. */
export type Status = "OK" | "NOTE" | "WARN" | "FAIL" | "UNKNOWN";

/**
 * Where a check can run: `dns` on any machine, `aws` where the credentials of the operator's AWS account are, `home` on the mail
 * server.
 */
export type Place = "dns" | "aws" | "home";
export const PLACES: readonly Place[] = ["dns", "aws", "home"];

/** What a check has found out about one subject. */
export interface Finding {
  readonly status: Status;
  readonly found: string;
  readonly expected?: string;
  /** What follows from it for mail. */
  readonly why?: string;
  /** What to do, in words. */
  readonly advice?: string;
  /** What to paste: a command, or DNS records. */
  readonly fix?: string;
  /** Who said so: a resolver, a server, a file. */
  readonly source?: string;
}

export interface Check {
  /** Stable: it names the check in commands, in `mute` and in JSON. */
  readonly id: string;
  /** What is asked, as a short question. */
  readonly title: string;
  readonly place: Place;
  /** Ids of checks without whose answer this one cannot look. */
  readonly needs: readonly string[];
  readonly deadlineMs: number;
  /** Whether the check runs only when it is asked for. */
  readonly optIn?: boolean;
  /** What is looked at: domains, mailboxes, regions, hosts; one run each. */
  subjects(context: DoctorContext): readonly string[];
  look(subject: string, context: DoctorContext, signal: AbortSignal): Promise<Finding | readonly Finding[]>;
}

export interface Result extends Finding {
  readonly id: string;
  readonly place: Place;
  readonly subject: string;
  readonly elapsedMs: number;
  /** The check that this one needs and that failed; it has a result of its own. */
  readonly blockedBy?: string;
  /** Why the settings mute this result. */
  readonly muted?: string;
}

export const DNS_DEADLINE_MS = 5_000;
export const HTTP_DEADLINE_MS = 5_000;
export const SMTP_DEADLINE_MS = 10_000;
export const AWS_DEADLINE_MS = 10_000;
export const FILE_DEADLINE_MS = 5_000;
export const WHOLE_RUN_DEADLINE_MS = 30_000;
