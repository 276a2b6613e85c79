import { headerLines } from "../lib/header-lines";

/** A header field of a stored message, unfolded (RFC 5322 section 2.2.3). */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** The header fields of a message, in their order. */
export interface HeaderFields {
  readonly fields: readonly HeaderField[];
  /** Whether fields are missing because they end after `maxBytes`. */
  readonly isCut: boolean;
}

/** Reads the header fields that end within the first `maxBytes`; lines that are not header fields are left out. */
export function headerFieldsOf(message: Buffer, maxBytes: number): HeaderFields {
  const lines = headerLines(message.subarray(0, maxBytes), message.length <= maxBytes);
  const fields: HeaderField[] = [];
  for (let next = lines.next(); ; next = lines.next()) {
    if (next.done) return { fields, isCut: next.value.isCut };
    const { name, value } = next.value;
    if (name !== undefined) fields.push({ name, value: withoutBlanks(value.replaceAll("\n", "")) });
  }
}

/** The value of the first field of that name. */
export function firstValue(fields: readonly HeaderField[], name: string): string | undefined {
  return fields.find((field) => field.name.toLowerCase() === name.toLowerCase())?.value;
}

/** Uses no regular expression, because its time would be quadratic for a value of blanks. */
function withoutBlanks(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && " \t".includes(text.charAt(from))) from++;
  while (to > from && " \t".includes(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}
