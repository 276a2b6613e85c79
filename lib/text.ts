/** The text with each control, format and unassigned character as its code, so that it cannot control a terminal or begin a line. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, escaped);
}

/** A text as one line: `⏎` for each line end, other control and format characters as their codes. */
export function singleLine(text: string): string {
  // A pattern with a line end between spaces would take quadratic time for many spaces without a line end.
  const oneLine = text.replaceAll(/\s+/g, (space) => (space.includes("\n") ? " ⏎ " : space));
  return oneLine.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped);
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
