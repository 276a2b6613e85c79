export interface HeaderField {
  /** Lower case. */
  readonly name: string;
  /** Unfolded: line ends are gone, what begins a continuation line stays. */
  readonly value: string;
}

/** The header fields at the beginning of a message (RFC 5322 section 2.2), in order; `undefined`: the header goes on behind it. */
export function headerFields(head: Buffer): readonly HeaderField[] | undefined {
  const text = head.toString("latin1");
  const end = /(?:^|\n)\r?\n/.exec(text);
  if (!end) return undefined;
  return text
    .slice(0, end.index)
    .replace(/\r?\n(?=[ \t])/g, "")
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(":");
      return colon > 0 ? [{ name: line.slice(0, colon).trimEnd().toLowerCase(), value: line.slice(colon + 1) }] : [];
    });
}
