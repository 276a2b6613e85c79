import { isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterAbort } from "../../lib/after-abort";
import { singleLine } from "../../lib/text";
import { stopReason, type TransportTimeouts } from "./transport";

/** A reply of the server (RFC 5321 section 4.2). */
export interface TransportReply {
  readonly code: number;
  readonly lines: readonly string[];
  /** The code and the lines, as one line of printable characters. */
  readonly text: string;
}

const MAX_REPLY_CHARACTERS = 16 * 1024;
/** More replies than a server can have for the recipients of one message. */
const MAX_EARLY_REPLIES = 10_000;
const MAX_TEXT_CHARACTERS = 500;
const REPLY_LINE = /^(\d{3})(?:([ -])(.*))?$/;

/** Sends lines and bytes to an SMTP or LMTP server, and reads its replies. After an error the connection has ended. */
export class SmtpConnection {
  private received = "";
  /** Lines of a reply that is not complete. */
  private lines: string[] = [];
  /** Replies that arrived before a command waited for them: LMTP sends several at once. */
  private earlyReplies: TransportReply[] = [];
  private waiting:
    { readonly resolve: (reply: TransportReply) => void; readonly reject: (error: Error) => void } | undefined;
  private failure: Error | undefined;
  /** Milliseconds for a reply, and for the server to accept more bytes. */
  private readonly replyTimeoutMs: number;
  private readonly cancelStop: () => void;

  constructor(
    private socket: Socket,
    timeouts: TransportTimeouts,
  ) {
    this.replyTimeoutMs = timeouts.transportTimeoutMs;
    const stop = () => this.end(new Error(`the exchange ${stopReason(timeouts)}`));
    this.cancelStop = afterAbort(timeouts.signal, timeouts.stopTimeoutMs, stop);
    socket.setNoDelay();
    this.listen();
  }

  private listen(): void {
    this.socket.on("data", (bytes: Buffer) => this.receive(bytes.toString("utf8")));
    this.socket.on("error", (error) => this.fail(error));
    this.socket.on("close", () => this.fail(new Error("the server closed the connection")));
  }

  get isOpen(): boolean {
    return this.failure === undefined;
  }

  /** Whether the server has sent a reply that nothing waits for. */
  get hasReply(): boolean {
    return this.earlyReplies.length > 0;
  }

  /** Sends a command and waits for its reply. */
  async command(line: string): Promise<TransportReply> {
    // A server that ends the session between two messages (421) does not reply to the next command.
    if (this.hasReply) this.fail(new Error(this.earlyReplies[0]?.text));
    await this.write(Buffer.from(`${line}\r\n`));
    return this.reply();
  }

  /** The next reply. */
  async reply(timeoutMs = this.replyTimeoutMs): Promise<TransportReply> {
    const early = this.earlyReplies.shift();
    if (early) return early;
    if (this.failure) throw this.failure;
    return this.withTimeout("reply", timeoutMs, (resolve, reject) => (this.waiting = { resolve, reject }));
  }

  /** Returns when the kernel has room for more bytes. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.failure) throw this.failure;
    if (this.socket.write(bytes)) return;
    await this.withTimeout<void>("progress", this.replyTimeoutMs, (resolve, reject) => {
      const settle = () => {
        this.socket.off("drain", settle).off("close", settle);
        if (this.failure) reject(this.failure);
        else resolve();
      };
      this.socket.on("drain", settle).on("close", settle);
    });
  }

  /**
   * Encrypts the connection, after the server's reply to STARTTLS. The certificate is not checked: without TLS the same server would
   * get the same message.
   */
  async startTls(host: string): Promise<void> {
    // Bytes before the handshake may come from an attacker (RFC 3207 section 6).
    if (this.hasReply || this.received !== "" || this.lines.length > 0)
      return this.end(new Error("expected no bytes after the reply to STARTTLS before the TLS handshake, found some"));
    this.socket.removeAllListeners();
    const servername = isIP(host) === 0 ? host : undefined;
    const secured = connectTls({ socket: this.socket, servername, rejectUnauthorized: false });
    this.socket = secured;
    this.listen();
    await this.withTimeout<void>("TLS handshake", this.replyTimeoutMs, (resolve, reject) => {
      this.waiting = { resolve: () => reject(new Error("expected a TLS handshake, found a reply")), reject };
      secured.once("secureConnect", () => {
        this.waiting = undefined;
        resolve();
      });
    });
  }

  /** `withQuit`: sends QUIT, and does not wait for the reply, which means nothing (RFC 5321 section 4.1.1.10). */
  close(withQuit: boolean): void {
    if (!this.isOpen) return;
    const { socket } = this;
    // A server that does not close its end would keep this process running.
    if (withQuit) socket.end("QUIT\r\n", () => socket.destroy());
    else socket.destroy();
    this.fail(new Error("closed"));
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.cancelStop();
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.reject(this.failure);
  }

  private receive(text: string): void {
    this.received += text;
    for (let end = this.received.indexOf("\n"); end !== -1; end = this.received.indexOf("\n")) {
      const line = this.received.slice(0, end).replace(/\r$/, "");
      this.received = this.received.slice(end + 1);
      this.receiveLine(line);
    }
    const buffered = this.lines.reduce((sum, line) => sum + line.length, this.received.length);
    if (buffered > MAX_REPLY_CHARACTERS)
      this.end(new Error(`expected a reply, found more than ${buffered} characters of it`));
    if (this.earlyReplies.length > MAX_EARLY_REPLIES)
      this.end(new Error(`expected a reply to each command, found ${this.earlyReplies.length} before any`));
  }

  private receiveLine(line: string): void {
    const [, code, separator, text = ""] = REPLY_LINE.exec(line) ?? [];
    if (code === undefined)
      return this.end(
        new Error(
          `expected a reply of SMTP or LMTP, found ${JSON.stringify(singleLine(line).slice(0, MAX_TEXT_CHARACTERS))}`,
        ),
      );
    this.lines.push(text);
    if (separator === "-") return;
    const { waiting, lines } = this;
    const reply = {
      code: Number(code),
      lines,
      text: singleLine(`${code} ${lines.join(" ")}`).slice(0, MAX_TEXT_CHARACTERS),
    };
    this.lines = [];
    this.waiting = undefined;
    if (waiting) waiting.resolve(reply);
    else this.earlyReplies.push(reply);
  }

  private end(error: Error): void {
    this.fail(error);
    this.socket.destroy();
  }

  private withTimeout<T>(
    what: string,
    timeoutMs: number,
    begin: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => this.end(new Error(`no ${what} within ${timeoutMs / 1000} s`)), timeoutMs);
      const settled =
        <V>(settle: (value: V) => void) =>
        (value: V) => {
          clearTimeout(timer);
          settle(value);
        };
      begin(settled(resolve), settled(reject));
    });
  }
}
