/**
 * Whether an IAM pattern covers a value, which may be a pattern itself: `*` stands for any text, `?` for any one
 * character. Backtracking reaches the last `*` only, so that the number of steps is at most the product of the two
 * lengths.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesPattern(pattern: string, value: string): boolean {
  let [p, v] = [0, 0];
  let star: { readonly p: number; v: number } | undefined;
  while (v < value.length) {
    if (pattern[p] === "*") {
      star = { p, v };
      p++;
    } else if (p < pattern.length && (pattern[p] === value[v] || (pattern[p] === "?" && value[v] !== "*"))) {
      p++;
      v++;
    } else if (star !== undefined) {
      v = ++star.v;
      p = star.p + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(p));
}

/** The part of a pattern before its first wildcard, with which every covered value begins. */
export function literalStart(pattern: string): string {
  const end = pattern.search(/[*?]/);
  return end < 0 ? pattern : pattern.slice(0, end);
}
