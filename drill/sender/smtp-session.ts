import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { NoReplyError, ReplyReader, type ServerReply } from "./reply-reader";

export interface SocketAddress {
  readonly host: string;
  readonly port: number;
}

/** The timeouts of the sender. RFC 5321 section 4.5.3.2 asks for minutes; a drill has less time. */
export interface Timeouts {
  readonly connectMs: number;
  readonly greetingMs: number;
  readonly replyMs: number;
}

export interface SenderOptions {
  /** The name in EHLO. */
  readonly name: string;
  readonly timeouts: Timeouts;
}

/**
 * One SMTP connection, as the client sees it. nodemailer's SMTPConnection is not used, on purpose: a message must be
 * sent byte for byte, and nodemailer turns every bare CR and bare LF into CRLF.
 */
export class SmtpSession {
  private constructor(
    private socket: Socket,
    private replies: ReplyReader,
    private readonly timeouts: Timeouts,
  ) {}

  /** Connects and greets the host, over TLS if the host offers TLS. `hello`: the reply that ended the greeting. */
  static async open(
    address: SocketAddress,
    { name, timeouts }: SenderOptions,
  ): Promise<{ session: SmtpSession; hello: ServerReply }> {
    const socket = await opened(connect({ ...address, noDelay: true }), "connect", timeouts.connectMs);
    const session = new SmtpSession(socket, new ReplyReader(socket), timeouts);
    try {
      return { session, hello: await session.greet(name) };
    } catch (error) {
      session.close();
      throw error;
    }
  }

  command(line: string): Promise<ServerReply> {
    this.socket.write(`${line}\r\n`);
    return this.reply(`reply to ${line.split(/[ :]/, 1)[0]}`, this.timeouts.replyMs);
  }

  /** Sends the bytes as they are: dots doubled and the end mark included. */
  data(stream: Buffer): Promise<ServerReply> {
    this.socket.write(stream);
    return this.reply("reply to the message", this.timeouts.replyMs);
  }

  /**
   * Sends QUIT and does not wait for the reply, which RFC 5321 section 4.1.1.10 allows once the message is accepted.
   */
  close(): void {
    this.socket.on("error", () => undefined);
    if (this.socket.writable) this.socket.end("QUIT\r\n");
    this.socket.setTimeout(this.timeouts.connectMs, () => this.socket.destroy());
  }

  private async greet(name: string): Promise<ServerReply> {
    const greeting = await this.reply("greeting", this.timeouts.greetingMs);
    if (greeting.code >= 400) return greeting;
    const hello = await this.command(`EHLO ${name}`);
    // A server that does not support EHLO gets HELO (RFC 5321 section 3.2).
    if (hello.code >= 500) return this.command(`HELO ${name}`);
    if (!offers(hello, "STARTTLS") || (await this.command("STARTTLS")).code !== 220) return hello;
    await this.encrypt();
    return this.command(`EHLO ${name}`);
  }

  /** Opportunistic TLS (RFC 7435): any certificate is accepted, because the alternative is clear text. */
  private async encrypt(): Promise<void> {
    this.replies.detach();
    const encrypted = connectTls({ socket: this.socket, rejectUnauthorized: false });
    this.socket = await opened(encrypted, "secureConnect", this.timeouts.replyMs);
    this.replies = new ReplyReader(this.socket);
  }

  private async reply(what: string, timeoutMs: number): Promise<ServerReply> {
    return withTimeout(this.replies.next(), timeoutMs, `no ${what} within ${timeoutMs / 1000} s`);
  }
}

/** Whether the reply to EHLO lists a keyword. */
export function offers(hello: ServerReply, keyword: string): boolean {
  return hello.lines.slice(1).some((line) => line.split(" ", 1)[0]!.toUpperCase() === keyword);
}

function opened<S extends Socket>(socket: S, event: "connect" | "secureConnect", timeoutMs: number): Promise<S> {
  const ready = new Promise<S>((resolve, reject) => {
    socket.once(event, () => resolve(socket));
    socket.once("error", (error: NodeJS.ErrnoException) => reject(new NoReplyError(reasonOf(error))));
    socket.once("close", () => reject(new NoReplyError("connection closed")));
  });
  const timeoutText = event === "connect" ? "no connection" : "no TLS handshake";
  return withTimeout(ready, timeoutMs, `${timeoutText} within ${timeoutMs / 1000} s`).catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code === "ECONNREFUSED" ? "connection refused" : error.message;
}

async function withTimeout<T>(work: Promise<T>, timeoutMs: number, timeoutText: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoReplyError(timeoutText)), timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
