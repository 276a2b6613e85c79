import type { OriginalClient } from "../message/model";

/** Postfix's commands that name the original client of a message; a server offers each with the attributes that it knows. */
export type ClientCommand = "XCLIENT" | "XFORWARD";

const UNAVAILABLE = "[UNAVAILABLE]";
/** Postfix refuses a longer value. */
const MAX_VALUE_CHARACTERS = 255;

/**
 * The command that names the client that sent a message to SES; `undefined`: the server knows none of the attributes.
 * https://www.postfix.org/XCLIENT_README.html, https://www.postfix.org/XFORWARD_README.html
 */
export function clientCommand(
  command: ClientCommand,
  known: readonly string[],
  { address, name, helo }: OriginalClient,
): string | undefined {
  const values: Readonly<Record<string, string>> = {
    NAME: name === undefined ? UNAVAILABLE : xtext(name),
    ADDR: address.includes(":") ? `IPV6:${address}` : address,
    PROTO: "ESMTP",
    HELO: xtext(helo),
    ...(command === "XFORWARD" && { SOURCE: "REMOTE" }),
  };
  const attributes = known.flatMap((attribute) => {
    const value = values[attribute.toUpperCase()];
    return value === undefined ? [] : [`${attribute.toUpperCase()}=${value}`];
  });
  return attributes.length === 0 ? undefined : [command, ...attributes].join(" ");
}

/** RFC 3461 section 4. Characters that are not ASCII are encoded byte by byte. */
function xtext(text: string): string {
  const encoded = [...Buffer.from(text)].map((byte) =>
    byte > 0x20 && byte < 0x7f && byte !== 0x2b && byte !== 0x3d
      ? String.fromCharCode(byte)
      : `+${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  );
  const value = encoded.join("");
  return value === "" || value.length > MAX_VALUE_CHARACTERS ? UNAVAILABLE : value;
}
