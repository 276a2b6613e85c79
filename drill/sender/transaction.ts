import { isAscii } from "node:buffer";
import { NoReplyError, type ServerReply } from "./reply-reader";
import { offers, SmtpSession, type SenderOptions, type SocketAddress } from "./smtp-session";
import { toDataStream } from "./wire-format";

export interface OutgoingMessage {
  /** Envelope sender; empty: the null sender of a bounce. */
  readonly sender: string;
  /** The message in wire form. */
  readonly bytes: Buffer;
}

/** The result of one transaction for one envelope recipient. */
export type SendResult =
  | { readonly kind: "accepted"; readonly reply: string }
  | { readonly kind: "refused"; readonly reply: string }
  | { readonly kind: "tryNext"; readonly reason: string };

/**
 * Carries out one mail transaction with one host. Returns a result for each recipient, even if the host breaks the
 * connection.
 */
export async function transact(
  address: SocketAddress,
  message: OutgoingMessage,
  recipients: readonly string[],
  options: SenderOptions,
): Promise<ReadonlyMap<string, SendResult>> {
  const results = new Map<string, SendResult>();
  let session: SmtpSession | undefined;
  try {
    const opened = await SmtpSession.open(address, options);
    session = opened.session;
    const failure = failureOf(opened.hello) ?? failureOf(await session.command(mailFrom(message, opened.hello)));
    if (failure !== undefined) return forAll(recipients, failure);
    const accepted: string[] = [];
    for (const recipient of recipients) {
      const refused = failureOf(await session.command(`RCPT TO:<${recipient}>`));
      if (refused === undefined) accepted.push(recipient);
      else results.set(recipient, refused);
    }
    if (accepted.length > 0) {
      const result = await sendData(session, message.bytes);
      for (const recipient of accepted) results.set(recipient, result);
    }
    return results;
  } catch (error) {
    if (!(error instanceof NoReplyError)) throw error;
    const open = recipients.filter((recipient) => !results.has(recipient));
    return new Map([...results, ...forAll(open, { kind: "tryNext", reason: error.message })]);
  } finally {
    session?.close();
  }
}

/** Only a server that offers 8BITMIME accepts bytes above 127 (RFC 6152). */
function mailFrom({ sender, bytes }: OutgoingMessage, hello: ServerReply): string {
  const eightBit = offers(hello, "8BITMIME") && !isAscii(bytes);
  return `MAIL FROM:<${sender}>${eightBit ? " BODY=8BITMIME" : ""}`;
}

async function sendData(session: SmtpSession, bytes: Buffer): Promise<SendResult> {
  const ready = await session.command("DATA");
  if (ready.code !== 354) return failureOf(ready) ?? { kind: "tryNext", reason: lineOf(ready) };
  const reply = await session.data(toDataStream(bytes));
  return failureOf(reply) ?? { kind: "accepted", reply: lineOf(reply) };
}

/** After 4yz another host or a later attempt may succeed; 5yz is final (RFC 5321 section 4.2.1). */
function failureOf(reply: ServerReply): SendResult | undefined {
  if (reply.code >= 500) return { kind: "refused", reply: lineOf(reply) };
  if (reply.code >= 400) return { kind: "tryNext", reason: lineOf(reply) };
  return undefined;
}

const lineOf = (reply: ServerReply) => `${reply.code} ${reply.text}`.trim();

const forAll = (recipients: readonly string[], result: SendResult) =>
  new Map(recipients.map((recipient) => [recipient, result]));
