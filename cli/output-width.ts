const NARROWEST = 60;
const WIDEST = 120;

/** Characters of a line on a terminal; in a file or a pipe, lines are not broken. */
export function outputWidth(): number {
  const { isTTY, columns } = process.stdout;
  return isTTY && columns ? Math.min(Math.max(columns, NARROWEST), WIDEST) : Infinity;
}
