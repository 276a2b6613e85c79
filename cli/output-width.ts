const MIN_WIDTH_CHARACTERS = 60;
const MAX_WIDTH_CHARACTERS = 120;

/** Characters of a line on a terminal; in a file or a pipe, lines are not broken. */
export function outputWidth(): number {
  const { isTTY, columns } = process.stdout;
  return isTTY && columns ? Math.min(Math.max(columns, MIN_WIDTH_CHARACTERS), MAX_WIDTH_CHARACTERS) : Infinity;
}
