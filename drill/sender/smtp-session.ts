import { connect, type Socket } from "node:net";
import { connect as secure } from "node:tls";
import { NoAnswer } from "./no-answer";
import { ReplyReader, type Reply } from "./reply-reader";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Milliseconds. RFC 5321 section 4.5.3.2 wants minutes; a rehearsal has less time. */
export interface Timeouts {
  readonly connect: number;
  readonly greeting: number;
  readonly reply: number;
}

/**
 * One SMTP connection, seen by the client. Written here because the message has to travel byte for byte:
 * nodemailer's SMTPConnection turns every bare CR and bare LF into CRLF.
 */
export class SmtpSession {
  private constructor(
    private socket: Socket,
    private replies: ReplyReader,
    private readonly timeouts: Timeouts,
  ) {}

  static async open(address: Address, timeouts: Timeouts): Promise<SmtpSession> {
    const socket = await opened(connect({ ...address, noDelay: true }), "connect", timeouts.connect);
    return new SmtpSession(socket, new ReplyReader(socket), timeouts);
  }

  greeting(): Promise<Reply> {
    return this.reply("greeting", this.timeouts.greeting);
  }

  command(line: string): Promise<Reply> {
    this.socket.write(`${line}\r\n`);
    return this.reply(`reply to ${line.split(/[ :]/, 1)[0]}`, this.timeouts.reply);
  }

  /** Sends the bytes as they are: dots doubled and the end mark included. */
  data(stream: Buffer): Promise<Reply> {
    this.socket.write(stream);
    return this.reply("reply to the message", this.timeouts.reply);
  }

  /** After the reply 220 to STARTTLS. Opportunistic (RFC 7435): no certificate is too bad, the alternative is clear text. */
  async encrypt(): Promise<void> {
    this.replies.detach();
    const encrypted = secure({ socket: this.socket, rejectUnauthorized: false });
    this.socket = await opened(encrypted, "secureConnect", this.timeouts.reply);
    this.replies = new ReplyReader(this.socket);
  }

  /** Says QUIT and does not wait: RFC 5321 section 4.1.1.10 lets the answer be ignored once the mail is accepted. */
  close(): void {
    this.socket.on("error", () => undefined);
    if (this.socket.writable) this.socket.end("QUIT\r\n");
    this.socket.setTimeout(this.timeouts.connect, () => this.socket.destroy());
  }

  private async reply(what: string, milliseconds: number): Promise<Reply> {
    return withTimeout(this.replies.next(), milliseconds, `no ${what} within ${milliseconds / 1000} s`);
  }
}

function opened<S extends Socket>(socket: S, event: "connect" | "secureConnect", milliseconds: number): Promise<S> {
  const ready = new Promise<S>((resolve, reject) => {
    socket.once(event, () => resolve(socket));
    socket.once("error", (error: NodeJS.ErrnoException) => reject(new NoAnswer(inWords(error))));
    socket.once("close", () => reject(new NoAnswer("connection closed")));
  });
  const late = event === "connect" ? "no connection" : "no TLS handshake";
  return withTimeout(ready, milliseconds, `${late} within ${milliseconds / 1000} s`).catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
}

function inWords(error: NodeJS.ErrnoException): string {
  return error.code === "ECONNREFUSED" ? "connection refused" : error.message;
}

async function withTimeout<T>(work: Promise<T>, milliseconds: number, late: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(late)), milliseconds);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
