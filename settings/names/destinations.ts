import { isIP } from "node:net";
import type { MailServer } from "../model";
import type { Fault, ValueRule } from "../problem";
import { absolutePathRule, templateRule } from "./local-names";

/** Maximum length in bytes of a Unix socket's path, without the final zero (unix(7)). */
const MAX_SOCKET_PATH_BYTES = 107;
const HOST_NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?$/;

/**
 * The address of an LMTP server: a path, `host:port`, or `[IPv6 address]:port`; `undefined`: the text is none of these.
 */
export function parseLmtp(text: string): MailServer | undefined {
  if (!text.startsWith("/")) return parseSmtp(text);
  const fits = absolutePathRule(text) === undefined && Buffer.byteLength(text) <= MAX_SOCKET_PATH_BYTES;
  return fits ? { path: text } : undefined;
}

/** The address of an SMTP server: `host:port`, or `[IPv6 address]:port`; `undefined`: the text is neither. */
export function parseSmtp(text: string): MailServer | undefined {
  const [, six, host = six ?? "", digits] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const known = six === undefined ? HOST_NAME.test(host) : isIP(six) === 6;
  return known && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

export const lmtpRule: ValueRule = (text) =>
  parseLmtp(text)
    ? undefined
    : {
        expected: `the path of a Unix socket such as /run/dovecot/lmtp (at most ${MAX_SOCKET_PATH_BYTES} bytes), or host:port`,
        advice: 'put an IPv6 address in brackets and quotes: "[::1]:24"',
      };

export const smtpRule: ValueRule = (text) =>
  parseSmtp(text)
    ? undefined
    : {
        expected: "host:port of an SMTP server, such as 127.0.0.1:25",
        advice: 'put an IPv6 address in brackets and quotes: "[::1]:25"',
      };

/** The path must be absolute, because the importer does not search PATH for a program. */
export const programRule: ValueRule = (path) =>
  absolutePathRule(path) ? { expected: "the absolute path of a program, such as /usr/sbin/sendmail" } : undefined;

const placeholders = templateRule("user", "address", "sender");

export const argumentRule: ValueRule = (text) =>
  /\p{Cc}/u.test(text) ? { expected: "an argument without control characters" } : placeholders(text);

interface WrittenDestination {
  readonly lmtp?: unknown;
  readonly smtp?: unknown;
  readonly command?: unknown;
  readonly recipients?: unknown;
}

export function destinationRule({ lmtp, smtp, command, recipients }: WrittenDestination): Fault | undefined {
  const kinds = [lmtp, smtp, command].filter((kind) => kind !== undefined).length;
  if (kinds !== 1) return { expected: "one of lmtp, smtp and command" };
  if (command === undefined || recipients === undefined) return undefined;
  return { expected: "recipients with lmtp or smtp only, because a command gets one address" };
}
