import { isUtf8 } from "node:buffer";
import type { SourceFault } from "../problem";

/** Enough for 200 mailboxes of 500 addresses each; bounds the time for any file. */
const MAX_FILE_BYTES = 2 ** 22;
/** The control characters that YAML 1.2 section 5.1 excludes. */
const CONTROL_CHARACTER = /(?![\t\n\r\x85])\p{Cc}/u;

/** The text of a settings file, without a byte order mark; `fault`: why the bytes are not a valid text. */
export function decode(bytes: Uint8Array): { text: string; fault?: SourceFault } {
  if (bytes.length > MAX_FILE_BYTES) {
    const found = `${bytes.length} bytes`;
    return { text: "", fault: { offset: 0, found, expected: `a settings file of at most ${MAX_FILE_BYTES} bytes` } };
  }
  if (!isUtf8(bytes)) return notUtf8(bytes);
  const text = new TextDecoder().decode(bytes);
  const match = CONTROL_CHARACTER.exec(text);
  if (!match) return { text };
  const found = `the control character U+${match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  return { text, fault: { offset: match.index, found, expected: "text", advice: "save the file as UTF-8" } };
}

/** The text before the first invalid byte, and the fault at that byte. */
function notUtf8(bytes: Uint8Array): { text: string; fault: SourceFault } {
  let [validEnd, invalidEnd] = [0, bytes.length + 1];
  while (invalidEnd - validEnd > 1) {
    const middle = Math.floor((validEnd + invalidEnd) / 2);
    if (middle <= bytes.length && startsSoundly(bytes.subarray(0, middle)) !== undefined) validEnd = middle;
    else invalidEnd = middle;
  }
  const text = startsSoundly(bytes.subarray(0, validEnd)) ?? "";
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const byte = bytes[mark + Buffer.byteLength(text)] ?? 0;
  const found = `the byte 0x${byte.toString(16).toUpperCase().padStart(2, "0")}, which is not UTF-8 here`;
  return { text, fault: { offset: text.length, found, expected: "UTF-8", advice: "save the file as UTF-8" } };
}

/**
 * The complete characters of a part of the text, which may end within a character; `undefined`: the part has an invalid
 * byte.
 */
function startsSoundly(beginning: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(beginning, { stream: true });
  } catch {
    return undefined;
  }
}
