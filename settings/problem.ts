/** One thing that is wrong (or, as a warning, doubtful) in a settings file, in words for its owner. */
export interface Problem {
  readonly file: string;
  /** Counted from 1; a column is one UTF-16 unit, as editors count. */
  readonly line: number;
  readonly column: number;
  /** Where in the structure, such as `mailboxes[2].addresses[0]`; empty for the whole file. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  /** What to do about it; empty where `expected` says it already. */
  readonly advice: string;
}

/** Why a value is not acceptable; where it stands is added by whoever holds the file. */
export type Fault = { readonly expected: string; readonly advice?: string; readonly found?: string };

/** A fault at a place of the file's text. */
export type Finding = Fault & { readonly offset: number; readonly found: string; readonly path?: string };

/** What came out of one look at a value: `undefined` when nothing is wrong. */
export type Rule<T = string> = (value: T) => Fault | undefined;

export function formatProblem(problem: Problem, kind: "error" | "warning" = "error"): string {
  const { file, line, column, path, found, expected, advice } = problem;
  const position = `${file}:${line}:${column}: ${kind === "warning" ? "warning: " : ""}`;
  return `${position}${path && `${path}: `}found ${found}; expected ${expected}${advice && `; ${advice}`}`;
}

/** The only error that loading settings throws; it holds every problem of the file at once, in the order of the file. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly [Problem, ...Problem[]]) {
    super(problems.map((problem) => formatProblem(problem)).join("\n"));
    this.name = "SettingsError";
  }
}
