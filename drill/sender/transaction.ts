import { isAscii } from "node:buffer";
import { NoAnswer } from "./no-answer";
import type { Reply } from "./reply-reader";
import { SmtpSession, type Address, type Timeouts } from "./smtp-session";
import { toDataStream } from "./wire-format";

export interface OutgoingMessage {
  /** Envelope sender; empty: the null sender of a bounce. */
  readonly sender: string;
  /** In wire form. */
  readonly bytes: Buffer;
}

/** What one host said of one envelope recipient. */
export type Answer =
  | { readonly kind: "accepted"; readonly reply: string }
  | { readonly kind: "refused"; readonly reply: string }
  | { readonly kind: "tryNext"; readonly reason: string };

export interface SenderOptions {
  /** The name in EHLO. */
  readonly name: string;
  readonly timeouts: Timeouts;
}

/** One mail transaction with one host: an answer for each recipient, whatever the host does. */
export async function transact(
  address: Address,
  message: OutgoingMessage,
  recipients: readonly string[],
  options: SenderOptions,
): Promise<ReadonlyMap<string, Answer>> {
  const answers = new Map<string, Answer>();
  let session: SmtpSession | undefined;
  try {
    session = await SmtpSession.open(address, options.timeouts);
    const hello = await greet(session, options.name);
    const refusal = bad(hello) ?? bad(await session.command(mailFrom(message, hello)));
    if (refusal !== undefined) return forAll(recipients, refusal);
    const accepted: string[] = [];
    for (const recipient of recipients) {
      const refused = bad(await session.command(`RCPT TO:<${recipient}>`));
      if (refused === undefined) accepted.push(recipient);
      else answers.set(recipient, refused);
    }
    if (accepted.length > 0) {
      const answer = await sendData(session, message.bytes);
      for (const recipient of accepted) answers.set(recipient, answer);
    }
    return answers;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const unanswered = recipients.filter((recipient) => !answers.has(recipient));
    return new Map([...answers, ...forAll(unanswered, { kind: "tryNext", reason: error.message })]);
  } finally {
    session?.close();
  }
}

/** From the greeting to the EHLO that counts, over TLS where the host offers it; gives the reply that ended it. */
async function greet(session: SmtpSession, name: string): Promise<Reply> {
  const greeting = await session.greeting();
  if (greeting.code >= 400) return greeting;
  const hello = await session.command(`EHLO ${name}`);
  // RFC 5321 section 3.2: a server that knows no EHLO is greeted with HELO.
  if (hello.code >= 500) return session.command(`HELO ${name}`);
  if (!offers(hello, "STARTTLS") || (await session.command("STARTTLS")).code !== 220) return hello;
  await session.encrypt();
  return session.command(`EHLO ${name}`);
}

/** RFC 6152: only a server that says so takes bytes above 127. */
function mailFrom({ sender, bytes }: OutgoingMessage, hello: Reply): string {
  const eightBit = offers(hello, "8BITMIME") && !isAscii(bytes);
  return `MAIL FROM:<${sender}>${eightBit ? " BODY=8BITMIME" : ""}`;
}

function offers(hello: Reply, keyword: string): boolean {
  return hello.lines.slice(1).some((line) => line.split(" ", 1)[0]!.toUpperCase() === keyword);
}

async function sendData(session: SmtpSession, bytes: Buffer): Promise<Answer> {
  const ready = await session.command("DATA");
  if (ready.code !== 354) return bad(ready) ?? { kind: "tryNext", reason: inWords(ready) };
  const reply = await session.data(toDataStream(bytes));
  return bad(reply) ?? { kind: "accepted", reply: inWords(reply) };
}

/** RFC 5321 section 4.2.1: 4yz may go better elsewhere or later, 5yz is final, 2yz is neither. */
function bad(reply: Reply): Answer | undefined {
  if (reply.code >= 500) return { kind: "refused", reply: inWords(reply) };
  if (reply.code >= 400) return { kind: "tryNext", reason: inWords(reply) };
  return undefined;
}

const inWords = (reply: Reply) => `${reply.code} ${reply.text}`.trim();

const forAll = (recipients: readonly string[], answer: Answer) =>
  new Map(recipients.map((recipient) => [recipient, answer]));
