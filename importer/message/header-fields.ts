export interface HeaderField {
  /** Lower case. */
  readonly name: string;
  /** Its lines joined by LF, each further one still with its white space. */
  readonly value: string;
  /** Where the next field begins. */
  readonly end: number;
}

/** The header fields (RFC 5322 section 2.2, RFC 6532) of a message whose lines end in CRLF or LF; bytes that are no UTF-8: U+FFFD. */
export function* headerFields(head: Buffer): Generator<HeaderField> {
  let from = 0;
  while (from < head.length) {
    let end = head.indexOf("\n", from) + 1;
    while (end > 0 && (head[end] === 0x20 || head[end] === 0x09)) end = head.indexOf("\n", end) + 1;
    if (end === 0) return; // cut off in the middle of a header
    const lines = head.toString("utf8", from, end).replaceAll("\r\n", "\n").trimEnd();
    const colon = lines.indexOf(":");
    if (colon < 1) return; // the empty line before the body, or no header at all
    yield { name: lines.slice(0, colon).trimEnd().toLowerCase(), value: lines.slice(colon + 1).trimStart(), end };
    from = end;
  }
}
