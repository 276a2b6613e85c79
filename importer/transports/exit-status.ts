import type { TransportResult } from "./transport";

/** Temporary failures of sysexits.h: EX_OSERR (cannot fork), EX_IOERR, EX_TEMPFAIL. */
const TEMPORARY = new Set([71, 74, 75]);
/** Exit codes of a shell that cannot run the program, or does not find it. */
const NOT_RUN = new Set([126, 127]);
/** A shell adds the number of the signal that ended its program; there are 64 of them (signal(7)). */
const [FIRST_SIGNAL, LAST_SIGNAL] = [129, 192];

/** The result by the exit code of a program like sendmail(8); `complaint`: its standard error. */
export function resultOf(code: number | null, signal: string | null, complaint: string): TransportResult {
  const because = complaint === "" ? "" : `: ${complaint}`;
  if (code === 0) return { kind: "accepted", reply: "exit code 0" };
  if (code === null) return { kind: "unknown", reply: `ended by ${signal ?? "a signal"}${because}` };
  const reply = `exit code ${code}${because}`;
  if (TEMPORARY.has(code) || NOT_RUN.has(code)) return { kind: "deferred", reply };
  if (code >= FIRST_SIGNAL && code <= LAST_SIGNAL) return { kind: "unknown", reply };
  return { kind: "refused", reply };
}
