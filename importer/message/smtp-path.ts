/** Octets: RFC 5321 section 4.5.3.1 allows a local part of 64, "@" and a domain of 255; a server must take a command line of 512. */
const MAX_PATH_BYTES = 512;

/**
 * Accepts everything that RFC 5321 section 4.1.2 and RFC 6531 section 3.3 allow between "<" and ">", and more: only
 * texts are excluded that would change the SMTP command, that is, with a ">" or a space outside quotes, or with a line
 * end. The server decides whether the text is an address. U+FFFD stands for bytes that are not UTF-8.
 */
const SMTP_PATH = /^(?:[^\0- "<>\\\x7f\p{Cs}\ufffd]|"(?:[^\0-\x1f"\\\x7f\p{Cs}\ufffd]|\\[ -~])*")+$/u;

/** Whether an address is valid in MAIL FROM or RCPT TO without a change. The null sender is not an address. */
export function isSmtpPath(address: string): boolean {
  return Buffer.byteLength(address) <= MAX_PATH_BYTES && SMTP_PATH.test(address);
}
