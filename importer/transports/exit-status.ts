import type { TransportResult } from "./transport";

/** Temporary failures of sysexits.h: EX_OSERR (cannot fork), EX_IOERR, EX_TEMPFAIL. */
const TEMPORARY_EXIT_CODES = new Set([71, 74, 75]);
/** Exit codes of a shell that cannot run the program, or does not find it. */
const NOT_RUN_EXIT_CODES = new Set([126, 127]);
/** Exit codes of a shell whose program a signal ended: 128 and the number of the signal, 1 to 64 (signal(7)). */
const [FIRST_SIGNAL, LAST_SIGNAL] = [129, 192];

/** The result of a program like sendmail(8), from its exit code; `complaint`: its standard error. */
export function resultOf(code: number | null, signal: string | null, complaint: string): TransportResult {
  const detail = complaint === "" ? "" : `: ${complaint}`;
  if (code === 0) return { kind: "accepted", reply: "exit code 0" };
  if (code === null) return { kind: "unknown", reply: `ended by ${signal ?? "a signal"}${detail}` };
  const reply = `exit code ${code}${detail}`;
  if (TEMPORARY_EXIT_CODES.has(code) || NOT_RUN_EXIT_CODES.has(code)) return { kind: "deferred", reply };
  if (code >= FIRST_SIGNAL && code <= LAST_SIGNAL) return { kind: "unknown", reply };
  return { kind: "refused", reply };
}
