import type { DoctorContext } from "./context";

/** The statuses from the best to the worst; `UNKNOWN` (could not look) has no place in this order. */
export type Status = "OK" | "NOTE" | "WARN" | "FAIL" | "UNKNOWN";

/**
 * Where a check can run: `dns` on any machine, `aws` where the credentials of the operator's AWS account are, `home` on the mail
 * server.
 */
export type Place = "dns" | "aws" | "home";
export const PLACES: readonly Place[] = ["dns", "aws", "home"];

/** The result of a check for one subject. */
export interface Finding {
  readonly status: Status;
  readonly found: string;
  readonly expected?: string;
  /** The consequence for mail. */
  readonly why?: string;
  /** The advice, as a sentence. */
  readonly advice?: string;
  /** Text to paste: a command, or DNS records. */
  readonly fix?: string;
  /** The source of the finding: a resolver, a server, a file. */
  readonly source?: string;
}

export interface Check {
  /** Stable, because the id names the check in commands, in `mute` and in JSON. */
  readonly id: string;
  /** The title of the check, as a short question. */
  readonly title: string;
  readonly place: Place;
  /** Ids of checks that must succeed before this check can look. */
  readonly needs: readonly string[];
  readonly deadlineMs: number;
  /** Whether the check runs only when the command names it. */
  readonly optIn?: boolean;
  /** Domains, mailboxes, regions or hosts; the check looks at each of them. */
  subjects(context: DoctorContext): readonly string[];
  look(subject: string, context: DoctorContext, signal: AbortSignal): Promise<Finding | readonly Finding[]>;
}

export interface Result extends Finding {
  readonly id: string;
  readonly place: Place;
  readonly subject: string;
  readonly elapsedMs: number;
  /** The needed check that failed, which has its own result. */
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
