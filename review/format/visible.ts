/** A line as one line, in which nothing moves a terminal's cursor or turns text round: such characters are shown by their code. */
export function visible(line: string): string {
  return line
    .replaceAll(/[^\S\n]*\n\s*/g, " ⏎ ")
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
}
