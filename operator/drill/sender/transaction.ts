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
    const refusal = (await greet(session, options.name)) ?? bad(await session.command(mailFrom(message)));
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

async function greet(session: SmtpSession, name: string): Promise<Answer | undefined> {
  const refused = bad(await session.greeting());
  if (refused !== undefined) return refused;
  const hello = await session.command(`EHLO ${name}`);
  // RFC 5321 section 3.2: a server that knows no EHLO is greeted with HELO.
  if (hello.code >= 500) return bad(await session.command(`HELO ${name}`));
  if (hello.code >= 400) return bad(hello);
  if (!hello.lines.some((line) => line.toUpperCase() === "STARTTLS")) return undefined;
  if ((await session.command("STARTTLS")).code !== 220) return undefined;
  await session.encrypt();
  return bad(await session.command(`EHLO ${name}`));
}

async function sendData(session: SmtpSession, bytes: Buffer): Promise<Answer> {
  const ready = await session.command("DATA");
  if (ready.code !== 354) return bad(ready) ?? { kind: "tryNext", reason: inWords(ready) };
  const reply = await session.data(toDataStream(bytes));
  return bad(reply) ?? { kind: "accepted", reply: inWords(reply) };
}

function mailFrom(message: OutgoingMessage): string {
  return `MAIL FROM:<${message.sender}>`;
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
