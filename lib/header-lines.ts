const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;

/** A header field of a message with its folding (RFC 5322 section 2.2.3), or another line between the fields. */
export interface HeaderLine {
  /** As written; `undefined`: the line is not a header field. */
  readonly name: string | undefined;
  /** The text after the colon, with the lines of a folded field joined by LF. */
  readonly value: string;
  /** Where the next line begins. */
  readonly end: number;
}

/**
 * The header of a message, up to the empty line above the body. Lines end in CRLF or LF; bytes that are not UTF-8 become U+FFFD.
 * With `isWhole: false` the message continues after `head`: a line that may continue there is left out, and the generator returns
 * `isCut: true`. Takes time in proportion to the length of `head`, for any content.
 */
export function* headerLines(head: Buffer, isWhole: boolean): Generator<HeaderLine, { readonly isCut: boolean }> {
  let from = 0;
  while (from < head.length) {
    if (isEmptyLine(head, from)) return { isCut: false };
    const end = endOfLine(head, from);
    if (!isWhole && end === head.length) return { isCut: true };
    const text = head.toString("utf8", from, end).replaceAll("\r\n", "\n").replace(/\n$/, "");
    const [before, name] = /^([!-9;-~]+)[ \t]*:/.exec(text) ?? [];
    yield { name, value: before === undefined ? text : text.slice(before.length), end };
    from = end;
  }
  return { isCut: !isWhole };
}

/** The index after the line break that ends the line and its folds, or after the last byte. */
function endOfLine(head: Buffer, from: number): number {
  let end = from;
  do end = head.indexOf(LF, end) + 1;
  while (end > 0 && (head[end] === SPACE || head[end] === TAB));
  return end === 0 ? head.length : end;
}

function isEmptyLine(head: Buffer, at: number): boolean {
  return head[at] === LF || (head[at] === CR && head[at + 1] === LF);
}
