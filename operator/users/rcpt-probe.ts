import { messageOf } from "../../lib/errors";
import { SECOND_MS } from "../../lib/time";
import { type ProbeReply, SmtpClient } from "../doctor/smtp/smtp-client";
import { quoted, unquoted } from "./postfix/recipient-keys";
import { splitAddress } from "./address";
import type { ServerAnswer } from "./server-answer";
import { SourceError } from "./source-error";

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
}

const REPLY_TIMEOUT_MS = 30 * SECOND_MS;
/** Postfix slows a client down after 10 errors, and disconnects it after 20 (smtpd_soft_error_limit, smtpd_hard_error_limit). */
const MAX_REFUSED_PER_SESSION = 9;
/** Far below smtpd_recipient_limit (1000). */
const MAX_RECIPIENTS_PER_TRANSACTION = 100;

/** Asks an SMTP server for each address, by RCPT without DATA, so that no mail is sent (RFC 5321 section 3.3). */
export async function probeRecipients(
  server: SmtpServer,
  addresses: readonly string[],
  replyTimeoutMs = REPLY_TIMEOUT_MS,
): Promise<ReadonlyMap<string, ServerAnswer>> {
  const answers = new Map<string, ServerAnswer>();
  let session: Session | undefined;
  let refused = 0;
  let recipients = 0;
  try {
    for (const address of addresses) {
      if (refused >= MAX_REFUSED_PER_SESSION) {
        await session?.quit();
        session = undefined;
      }
      if (session === undefined) {
        session = await Session.open(server, replyTimeoutMs);
        [refused, recipients] = [0, 0];
      }
      if (recipients++ % MAX_RECIPIENTS_PER_TRANSACTION === 0) await session.begin();
      const reply = await session.command(`RCPT TO:<${routable(address)}>`);
      answers.set(address, toAnswer(reply));
      if (!reply.startsWith("2")) refused++;
    }
    await session?.quit();
  } finally {
    session?.destroy();
  }
  return answers;
}

function toAnswer(reply: string): ServerAnswer {
  if (reply.startsWith("2")) return { answer: "accepted", reply };
  if (reply.startsWith("5")) return { answer: "refused", reply };
  return { answer: "unknown", reply };
}

function routable(address: string): string {
  const { localPart, domain } = splitAddress(address);
  return `${quoted(unquoted(localPart))}@${domain}`;
}

/** One connection to the server, in which each reply has a time limit. */
class Session {
  private isStarted = false;

  private constructor(
    private readonly client: SmtpClient,
    private readonly ended: AbortController,
    private readonly name: string,
    private readonly replyTimeoutMs: number,
  ) {}

  static async open({ host, port }: SmtpServer, replyTimeoutMs: number): Promise<Session> {
    const name = `${host}:${port}`;
    const ended = new AbortController();
    const deadline = AbortSignal.timeout(replyTimeoutMs);
    const client = await SmtpClient.connect({ host, port }, ended.signal, deadline).catch((error: unknown) => {
      const found = deadline.aborted ? NO_REPLY : messageOf(error);
      throw new SourceError(`expected an SMTP server at ${name}, found ${found}; name it with --smtp`);
    });
    const session = new Session(client, ended, name, replyTimeoutMs);
    await session.expect(await session.inTime(client.reply()), "a greeting");
    await session.expect(await session.command("EHLO localhost"), "a reply to EHLO");
    return session;
  }

  /** Begins a transaction with the null sender, which every server takes (RFC 5321 section 4.5.5). */
  async begin(): Promise<void> {
    if (this.isStarted) await this.expect(await this.command("RSET"), "a reply to RSET");
    await this.expect(await this.command("MAIL FROM:<>"), "a reply to MAIL FROM");
    this.isStarted = true;
  }

  command(text: string): Promise<string> {
    return this.inTime(this.client.send(text));
  }

  async quit(): Promise<void> {
    await this.command("QUIT").catch(() => undefined);
    this.destroy();
  }

  destroy(): void {
    this.client.close();
  }

  private async expect(reply: string, what: string): Promise<void> {
    if (reply.startsWith("2")) return Promise.resolve();
    this.destroy();
    throw new SourceError(`expected ${what} with a code 2xx of ${this.name}, found ${reply}; try again later`);
  }

  /** The code and the last line of a reply (RFC 5321 section 4.2.1). A server that sends a byte now and then has no more time. */
  private async inTime(reply: Promise<ProbeReply>): Promise<string> {
    const timer = setTimeout(() => this.ended.abort(), this.replyTimeoutMs);
    try {
      const { code, lines } = await reply;
      return `${code} ${lines.at(-1) ?? ""}`;
    } catch (error) {
      this.destroy();
      const found = this.ended.signal.aborted ? NO_REPLY : messageOf(error);
      throw new SourceError(`expected a reply of ${this.name}, found ${found}; try again later`);
    } finally {
      clearTimeout(timer);
    }
  }
}

const NO_REPLY = "no complete reply in time";
