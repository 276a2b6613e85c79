import type { Result } from "./model";

/** A finding of an earlier run. */
export interface Remembered {
  readonly id: string;
  readonly subject: string;
  readonly status: Result["status"];
  /** The text of the finding, with its measurements rounded. */
  readonly found: string;
  /** Whether the check could not look in the last run for the first time, which is not reported yet. */
  readonly pending?: boolean;
}

export interface Changes {
  readonly news: readonly Result[];
  /** Findings of earlier runs that are good now. */
  readonly gone: readonly Remembered[];
  /** The findings with which the next run is compared. */
  readonly remembered: readonly Remembered[];
}

/**
 * The differences from the last run. A check that could not look is reported only after two consecutive runs. An
 * earlier finding stays until its check has looked again.
 */
export function findChanges(results: readonly Result[], earlier: readonly Remembered[]): Changes {
  const findings = results.filter(({ status, muted, blockedBy }) => status !== "OK" && !muted && !blockedBy);
  const earlierByKey = new Map(earlier.map((finding) => [keyOf(finding), finding]));
  const news = findings.filter((finding) => isNew(finding, earlierByKey.get(keyOf(toRemembered(finding)))));
  const now = findings.map((finding) => {
    const remembered = toRemembered(finding);
    const isFirst = finding.status === "UNKNOWN" && !earlierByKey.has(keyOf(remembered));
    return isFirst ? { ...remembered, pending: true } : remembered;
  });
  const present = new Set(now.map(keyOf));
  const absent = earlier.filter((finding) => !present.has(keyOf(finding)));
  const gone = absent.filter((finding) => isSettled(finding, results));
  return {
    news,
    gone: gone.filter(({ pending }) => !pending),
    remembered: [...now, ...absent.filter((finding) => !gone.includes(finding))],
  };
}

function isNew({ status }: Result, known: Remembered | undefined): boolean {
  return status === "UNKNOWN" ? known?.pending === true : known === undefined;
}

/** Whether a check has looked at the subject again. */
function isSettled({ id, subject, status }: Remembered, results: readonly Result[]): boolean {
  const again = results.filter((result) => result.id === id && result.subject === subject);
  if (again.length === 0) return false;
  return status === "UNKNOWN" || again.every((result) => result.status !== "UNKNOWN");
}

function toRemembered({ id, subject, status, found }: Result): Remembered {
  return { id, subject, status, found: status === "UNKNOWN" ? "" : roundMeasurements(found) };
}

function keyOf({ id, subject, status, found }: Remembered): string {
  return JSON.stringify([id, subject, status, found]);
}

const UNITS = "ms|s|min|h|days|bytes|KiB|MiB|GiB|messages|inodes|deliveries|%";
const MEASUREMENT = new RegExp(`(\\d+)(?:\\.\\d+)? (?=(?:${UNITS})\\b)`, "g");

/** Replaces a number with a unit by nines of the same length, so that the text does not differ at every run. */
export function roundMeasurements(text: string): string {
  return text.replace(MEASUREMENT, (_, digits: string) => `${"9".repeat(digits.length)} `);
}
