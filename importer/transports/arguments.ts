import type { Mailbox } from "../../settings/model";
import { fillTemplate } from "../../settings/names/local-names";
import type { TransportEnvelope } from "../message/model";

/** The program with its arguments for one message. */
export function fillArguments(
  [program, ...args]: readonly [string, ...string[]],
  { user }: Pick<Mailbox, "user">,
  { sender, recipients: [recipient = ""] }: TransportEnvelope,
): [string, ...string[]] {
  const values = { user, address: asArgument(recipient), sender: sender === "" ? "<>" : asArgument(sender) };
  return [program, ...args.map((text) => fillTemplate(text, values))];
}

/**
 * A sender chooses its own address, and the program could take an address that begins with "-" for an option. Quotes
 * around a local part do not change the address (RFC 5321 section 4.1.2). An argument cannot contain a NUL byte.
 */
function asArgument(address: string): string {
  const text = address.replaceAll("\0", "");
  if (!text.startsWith("-")) return text;
  const at = text.includes("@") ? text.lastIndexOf("@") : text.length;
  return `"${text.slice(0, at).replace(/["\\]/g, "\\$&")}"${text.slice(at)}`;
}
