import { LineCounter } from "yaml";
import { type SourceFault, type SettingsProblem, SettingsError } from "../problem";

/** The text of a settings file, with lines and columns for offsets. */
export class SourceText {
  readonly #lines = new LineCounter();

  constructor(
    readonly file: string,
    readonly text: string,
  ) {
    this.#lines.addNewLine(0);
    for (const { index } of text.matchAll(/\n/g)) this.#lines.addNewLine(index + 1);
  }

  problems(findings: readonly SourceFault[]): SettingsProblem[] {
    return [...findings].sort((a, b) => a.offset - b.offset).map((finding) => this.#problem(finding));
  }

  /** The error with all these findings, of which there must be at least one. */
  error(findings: readonly SourceFault[]): SettingsError {
    const [first, ...rest] = this.problems(findings);
    if (!first) throw new TypeError("a settings error without a finding");
    return new SettingsError([first, ...rest]);
  }

  #problem({ offset, found, expected, advice = "", path = "" }: SourceFault): SettingsProblem {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.file, line, column: col, path, found, expected, advice };
  }
}
