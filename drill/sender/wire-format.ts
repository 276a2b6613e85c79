const cr = 0x0d;
const lf = 0x0a;
const dot = 0x2e;

/**
 * The bytes that a message file has on the wire. A file whose first line ends in CRLF is in wire form already and stays as it
 * is, strange bytes included; any other file has Unix line ends, as in a Maildir, so every LF gets its CR. DATA can
 * carry nothing but whole lines (RFC 5321 section 4.1.1.4): a last line without an end gets one.
 */
export function toWireForm(file: Buffer): Buffer {
  const firstLineEnd = file.indexOf(lf);
  const unix = firstLineEnd !== -1 && file[firstLineEnd - 1] !== cr;
  const message = unix ? insertBefore(lf, cr, file, () => true) : file;
  const complete = message.length === 0 || message.subarray(-2).equals(Buffer.from("\r\n"));
  return complete ? message : Buffer.concat([message, Buffer.from("\r\n")]);
}

/**
 * What follows the reply 354: the message with its dots doubled (RFC 5321 section 4.5.2) and the line that ends it.
 * A dot after a bare LF is doubled too, because receivers that take bare LF for a line end, smtp-server among them, remove it.
 */
export function toDataStream(message: Buffer): Buffer {
  const stuffed = insertBefore(dot, dot, message, (before) => before === lf || before === undefined);
  return Buffer.concat([stuffed, Buffer.from(".\r\n")]);
}

/** Puts a byte before each byte of one value, where the byte before that one is right. */
function insertBefore(value: number, inserted: number, bytes: Buffer, right: (before: number | undefined) => boolean) {
  const pieces: Buffer[] = [];
  let taken = 0;
  for (let at = bytes.indexOf(value); at !== -1; at = bytes.indexOf(value, at + 1)) {
    if (!right(bytes[at - 1])) continue;
    pieces.push(bytes.subarray(taken, at), Buffer.of(inserted));
    taken = at;
  }
  return Buffer.concat([...pieces, bytes.subarray(taken)]);
}
