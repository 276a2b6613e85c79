/** One error or warning about a settings file, in the operator's words. */
export interface SettingsProblem {
  readonly file: string;
  /** Counted from 1; a column is one UTF-16 unit, as editors count. */
  readonly line: number;
  readonly column: number;
  /** The path of the value, such as `mailboxes[2].addresses[0]`; empty for the whole file. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  /** The advice; empty if `expected` already contains it. */
  readonly advice: string;
}

/** Why a value is not acceptable. `SourceText` adds the position in the file. */
export type Fault = { readonly expected: string; readonly advice?: string; readonly found?: string };

/** A fault at an offset of the file's text. */
export type SourceFault = Fault & { readonly offset: number; readonly found: string; readonly path?: string };

/** Checks a value; returns `undefined` for a valid value. */
export type ValueRule<T = string> = (value: T) => Fault | undefined;

export function formatProblem(problem: SettingsProblem, kind: "error" | "warning" = "error"): string {
  const { file, line, column, path, found, expected, advice } = problem;
  const position = `${file}:${line}:${column}: ${kind === "warning" ? "warning: " : ""}`;
  return `${position}${path && `${path}: `}found ${found}; expected ${expected}${advice && `; ${advice}`}`;
}

/** Bounds of the message of a `SettingsError`: with more problems, the operator corrects the first ones first. */
const MAX_LINES_PER_EXPECTATION = 10;
const MAX_LINES = 50;

/**
 * One line for each problem. Of many problems with the same expectation, only the first are shown, and the others are
 * counted.
 */
function toLines(problems: readonly SettingsProblem[]): string[] {
  const counts = new Map<string, number>();
  const shown = problems.filter(({ expected }) => {
    const count = (counts.get(expected) ?? 0) + 1;
    counts.set(expected, count);
    return count <= MAX_LINES_PER_EXPECTATION;
  });
  const lines = shown.slice(0, MAX_LINES).map((problem) => formatProblem(problem));
  const more = problems.length - lines.length;
  return more > 0 ? [...lines, `… and ${more} more like these`] : lines;
}

/** The only error that loading settings throws; it holds every problem of the file at once, in the order of the file. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly [SettingsProblem, ...SettingsProblem[]]) {
    super(toLines(problems).join("\n"));
    this.name = "SettingsError";
  }
}
