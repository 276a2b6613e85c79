const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;

/**
 * The bytes of a message file on the wire. A file whose first line ends in CRLF is in wire form and stays unchanged, control
 * characters included. Any other file has Unix line ends, as in a Maildir, so every LF gets a CR. DATA carries whole lines only
 * (RFC 5321 section 4.1.1.4): a last line without an end gets a line end.
 */
export function toWireForm(file: Buffer): Buffer {
  const firstLineEnd = file.indexOf(LF);
  const unix = firstLineEnd !== -1 && file[firstLineEnd - 1] !== CR;
  const message = unix ? insertBefore(LF, CR, file, () => true) : file;
  const complete = message.length === 0 || message.subarray(-2).equals(Buffer.from("\r\n"));
  return complete ? message : Buffer.concat([message, Buffer.from("\r\n")]);
}

/**
 * The bytes after the reply 354: the message with its dots doubled (RFC 5321 section 4.5.2), and the final line with a dot.
 * A dot after a bare LF is doubled, too: receivers that take bare LF for a line end, such as smtp-server, remove that dot.
 */
export function toDataStream(message: Buffer): Buffer {
  const stuffed = insertBefore(DOT, DOT, message, (before) => before === LF || before === undefined);
  return Buffer.concat([stuffed, Buffer.from(".\r\n")]);
}

/** Inserts a byte before each occurrence of `value` whose preceding byte `isRight`. */
function insertBefore(
  value: number,
  inserted: number,
  bytes: Buffer,
  isRight: (before: number | undefined) => boolean,
) {
  const pieces: Buffer[] = [];
  let copiedLength = 0;
  for (let at = bytes.indexOf(value); at !== -1; at = bytes.indexOf(value, at + 1)) {
    if (!isRight(bytes[at - 1])) continue;
    pieces.push(bytes.subarray(copiedLength, at), Buffer.of(inserted));
    copiedLength = at;
  }
  return Buffer.concat([...pieces, bytes.subarray(copiedLength)]);
}
