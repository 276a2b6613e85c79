/** A part of a comment: shown whole, or lines that may be cut. */
export type Part = string | { readonly lines: readonly string[]; readonly wrap: (lines: readonly string[]) => string };

/** Joins the parts into at most `limit` characters by leaving out the last lines of the parts that may be cut, then whole parts. */
export function fit(parts: readonly Part[], limit: number, leftOut: (count: number, what: string) => string): string {
  const texts = parts.map((part) => (typeof part === "string" ? part : part.wrap(part.lines)));
  let surplus = texts.reduce((sum, text) => sum + text.length + SEPARATOR.length, 0) - limit;
  const replace = (i: number, text: string) => {
    surplus -= texts[i]!.length - text.length;
    texts[i] = text;
  };
  // The last part is shortened first, because the first parts are what a reviewer must not miss. One line of each part stays, if possible.
  for (const least of [1, 0]) {
    for (const [i, part] of [...parts.entries()].reverse()) {
      if (surplus <= 0) break;
      if (typeof part === "string" || part.lines.length <= least) continue;
      const room = texts[i]!.length - surplus;
      replace(
        i,
        shortened(part, room, least, (count) => leftOut(count, "lines")),
      );
    }
  }
  const notice = leftOut(parts.length, "sections").length + SEPARATOR.length;
  const [kept, dropped]: [string[], number[]] = [[], []];
  for (const [i, part] of [...parts.entries()].reverse()) {
    const isOver = surplus + (dropped.length > 0 ? notice : 0) > 0;
    if (isOver && typeof part !== "string") {
      surplus -= texts[i]!.length + SEPARATOR.length;
      dropped.unshift(i);
    } else kept.unshift(texts[i]!);
  }
  if (dropped.length > 0) kept.splice(dropped[0]!, 0, leftOut(dropped.length, "sections"));
  return `${kept.join(SEPARATOR)}\n`;
}

const SEPARATOR = "\n\n";

function shortened(
  { lines, wrap }: Exclude<Part, string>,
  room: number,
  least: number,
  leftOut: (count: number) => string,
): string {
  // Binary search, because the length of the wrapping depends on the lines: a code fence grows with the backticks inside.
  let [kept, tooMany] = [least, lines.length];
  const cut = (count: number) => wrap([...lines.slice(0, count), leftOut(lines.length - count)]);
  while (tooMany - kept > 1) {
    const middle = Math.floor((kept + tooMany) / 2);
    if (cut(middle).length <= room) kept = middle;
    else tooMany = middle;
  }
  return cut(kept);
}
