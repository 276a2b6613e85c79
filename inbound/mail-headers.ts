/** A header field of a stored message, unfolded (RFC 5322 section 2.2.3). */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** The header fields of a message, in their order. */
export interface HeaderFields {
  readonly fields: readonly HeaderField[];
  /** Whether fields are missing, because they end behind the bytes that are read. */
  readonly isCut: boolean;
}

/**
 * Reads the header fields that end within the first `maxBytes`; what is no header field is left out. Takes time in proportion
 * to `maxBytes`, whatever a stranger wrote.
 */
export function headerFieldsOf(message: Buffer, maxBytes: number): HeaderFields {
  const start = message.toString("latin1", 0, maxBytes);
  const end = /\r?\n\r?\n/.exec(start)?.index;
  const isCut = end === undefined && message.length > maxBytes;
  const whole = isCut ? endOfLastField(start) : (end ?? start.length);
  const unfolded = message.toString("utf8", 0, whole).replace(/\r?\n(?=[ \t])/g, "");
  const fields = unfolded.split(/\r?\n/).flatMap((line) => {
    const [before, name] = /^([!-9;-~]+)[ \t]*:/.exec(line) ?? [];
    return before === undefined || name === undefined
      ? []
      : [{ name, value: withoutBlanks(line.slice(before.length)) }];
  });
  return { fields, isCut };
}

/** The value of the first field of that name. */
export function firstValue(fields: readonly HeaderField[], name: string): string | undefined {
  return fields.find((field) => field.name.toLowerCase() === name.toLowerCase())?.value;
}

/** Where the last line break is that does not fold a field; 0 without one. */
function endOfLastField(start: string): number {
  let at = start.length;
  do at = start.lastIndexOf("\n", at - 1);
  while (at > 0 && /^[ \t]?$/.test(start.charAt(at + 1)));
  return Math.max(start.charAt(at - 1) === "\r" ? at - 1 : at, 0);
}

function withoutBlanks(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && " \t".includes(text.charAt(from))) from++;
  while (to > from && " \t".includes(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}
