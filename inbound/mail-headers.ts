/** A header field of a stored message, unfolded (RFC 5322 section 2.2.3). */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** The header fields of a message, in their order; what is no header field is left out. */
export function headerFieldsOf(message: Buffer): HeaderField[] {
  const end = /\r?\n\r?\n/.exec(message.toString("latin1"))?.index ?? message.length;
  const unfolded = message.toString("utf8", 0, end).replace(/\r?\n(?=[ \t])/g, "");
  return unfolded.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^([!-9;-~]+)[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, value }];
  });
}

/** The value of the first field of that name. */
export function firstValue(fields: readonly HeaderField[], name: string): string | undefined {
  return fields.find((field) => field.name.toLowerCase() === name.toLowerCase())?.value;
}
