/** A part of a comment: shown whole, or lines that may be cut. */
export type Part = string | { readonly lines: readonly string[]; readonly wrap: (lines: readonly string[]) => string };

/** Joins the parts into at most `limit` characters by leaving out the last lines of the parts that may be cut. */
export function fit(parts: readonly Part[], limit: number, leftOut: (count: number) => string): string {
  const whole = (part: Part) => (typeof part === "string" ? part : part.wrap(part.lines));
  const join = (texts: readonly string[]) => `${texts.join("\n\n")}\n`;
  const full = join(parts.map(whole));
  if (full.length <= limit) return full;

  // Shorten the last part first: the first parts are what a reviewer must not miss.
  const texts = parts.map(whole);
  for (let i = parts.length - 1; i >= 0 && join(texts).length > limit; i--) {
    const part = parts[i];
    if (part === undefined || typeof part === "string") continue;
    const surplus = join(texts).length - limit;
    texts[i] = shortened(part, (texts[i]?.length ?? 0) - surplus, leftOut);
  }
  return join(texts);
}

function shortened({ lines, wrap }: Exclude<Part, string>, room: number, leftOut: (count: number) => string): string {
  // Binary search, because the length of the wrapping depends on the lines: a code fence grows with the backticks inside.
  let [kept, tooMany] = [0, lines.length];
  const cut = (count: number) => wrap([...lines.slice(0, count), leftOut(lines.length - count)]);
  while (tooMany - kept > 1) {
    const middle = Math.floor((kept + tooMany) / 2);
    if (cut(middle).length <= room) kept = middle;
    else tooMany = middle;
  }
  return cut(kept);
}
