import type { Answer } from "./transport";

/** Of sysexits.h those that say: not now. EX_OSERR (cannot fork), EX_IOERR, EX_TEMPFAIL. */
const TEMPORARY = new Set([71, 74, 75]);
/** What a shell says of a program that it cannot run, or not find. */
const NOT_RUN = new Set([126, 127]);
/** A shell adds the number of the signal that ended its program; there are 64 of them (signal(7)). */
const [FIRST_SIGNAL, LAST_SIGNAL] = [129, 192];

/** What a program like sendmail(8) says by its end; `complaint` is what it wrote about it. */
export function answerOf(code: number | null, signal: string | null, complaint: string): Answer {
  const because = complaint === "" ? "" : `: ${complaint}`;
  if (code === 0) return { kind: "taken", words: "exit code 0" };
  if (code === null) return { kind: "unknown", words: `ended by ${signal ?? "a signal"}${because}` };
  const words = `exit code ${code}${because}`;
  if (TEMPORARY.has(code) || NOT_RUN.has(code)) return { kind: "later", words };
  if (code >= FIRST_SIGNAL && code <= LAST_SIGNAL) return { kind: "unknown", words };
  return { kind: "refused", words };
}
