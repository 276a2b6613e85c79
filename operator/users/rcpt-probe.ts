import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { quoted, unquoted } from "./postfix/recipient-keys";
import { splitAddress } from "./address";
import type { ServerAnswer } from "./server-answer";
import { SourceError } from "./source-error";

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
}

const REPLY_TIMEOUT_MS = 30_000;
/** Postfix slows a client down after 10 errors, and disconnects it after 20 (smtpd_soft_error_limit, smtpd_hard_error_limit). */
const MAX_REFUSED_PER_SESSION = 9;
/** Far below smtpd_recipient_limit (1000). */
const MAX_RECIPIENTS_PER_TRANSACTION = 100;

/** Asks an SMTP server for each address, by RCPT without DATA, so that no mail is sent (RFC 5321 section 3.3). */
export async function probeRecipients(
  server: SmtpServer,
  addresses: readonly string[],
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
        session = await Session.open(server);
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

class Session {
  private readonly lines: AsyncIterator<string>;
  private started = false;

  private constructor(
    private readonly socket: Socket,
    private readonly name: string,
  ) {
    this.lines = createInterface({ input: socket, crlfDelay: Infinity })[Symbol.asyncIterator]();
  }

  static async open({ host, port }: SmtpServer): Promise<Session> {
    const name = `${host}:${port}`;
    const socket = connect({ host, port });
    socket.setTimeout(REPLY_TIMEOUT_MS, () => socket.destroy(new Error(`no answer in ${REPLY_TIMEOUT_MS} ms`)));
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", (error) =>
        reject(new SourceError(`expected an SMTP server at ${name}, found ${error.message}; name it with --smtp`)),
      );
    });
    const session = new Session(socket, name);
    await session.expect(await session.reply(), "a greeting");
    await session.expect(await session.command("EHLO localhost"), "a reply to EHLO");
    return session;
  }

  /** Begins a transaction with the null sender, which every server takes (RFC 5321 section 4.5.5). */
  async begin(): Promise<void> {
    if (this.started) await this.expect(await this.command("RSET"), "a reply to RSET");
    await this.expect(await this.command("MAIL FROM:<>"), "a reply to MAIL FROM");
    this.started = true;
  }

  command(text: string): Promise<string> {
    this.socket.write(`${text}\r\n`);
    return this.reply();
  }

  async quit(): Promise<void> {
    await this.command("QUIT").catch(() => undefined);
    this.destroy();
  }

  destroy(): void {
    this.socket.destroy();
  }

  private async expect(reply: string, what: string): Promise<void> {
    if (reply.startsWith("2")) return Promise.resolve();
    throw new SourceError(`expected ${what} with a code 2xx of ${this.name}, found ${reply}; try again later`);
  }

  /** The last line of a reply (RFC 5321 section 4.2.1). */
  private async reply(): Promise<string> {
    for (;;) {
      const next = await this.lines.next().catch((error: Error) => {
        throw new SourceError(`expected a reply of ${this.name}, found ${error.message}; try again later`);
      });
      if (next.done)
        throw new SourceError(`expected a reply of ${this.name}, found the end of the connection; try again later`);
      if (!/^\d{3}-/.test(next.value)) return next.value;
    }
  }
}
