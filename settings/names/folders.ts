import type { ValueRule } from "../problem";

/** Characters that mail clients may not show; `.` separates the levels in Maildir++, and `*` and `%` are wildcards of LIST. */
const FORBIDDEN_CHARACTER = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}.*%\\~]/u;
/** Maximum length in bytes: `NAME_MAX` of Linux's file systems, less the dot before the name. */
const MAX_NAME_BYTES = 254;

/** A folder as a mail client shows it; `/` separates the levels: `Archive/Indésirables`. */
export const folderRule: ValueRule = (name) => {
  const levels = name.split("/");
  if (levels.some((level) => level === "" || level !== level.trim() || FORBIDDEN_CHARACTER.test(level))) {
    const expected = "the name of a folder, such as Junk or Archive/Junk, with / between its levels";
    return { expected: `${expected}, without . * % ~ \\ and spaces at the ends` };
  }
  if (/^inbox$/i.test(levels[0] ?? "")) {
    return {
      expected: "a folder beside INBOX",
      advice: "leave INBOX/ out: every folder of a Maildir is beside INBOX",
    };
  }
  return Buffer.byteLength(folderDirectory(name)) <= MAX_NAME_BYTES
    ? undefined
    : { expected: `a folder whose name on disk has at most ${MAX_NAME_BYTES} bytes` };
};

/**
 * The folder's directory in Maildir++, without its first dot: the levels in modified UTF-7, separated by dots.
 * https://www.courier-mta.org/imap/README.maildirquota.html
 */
export const folderDirectory = (name: string): string => name.normalize("NFC").split("/").map(modifiedUtf7).join(".");

/** Modified UTF-7 (RFC 3501 section 5.1.3): `&` begins UTF-16 in base64 with `,` for `/`, and `-` ends it. */
function modifiedUtf7(text: string): string {
  return text.replace(/&|[^\x20-\x7e]+/g, (run) => (run === "&" ? "&-" : `&${base64(run)}-`));
}

function base64(text: string): string {
  return Buffer.from(text, "utf16le").swap16().toString("base64").replaceAll("/", ",").replace(/=+$/, "");
}
