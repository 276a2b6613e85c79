import { once } from "node:events";
import { connect, type NetConnectOpts, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

export interface ProbeReply {
  readonly code: number;
  /** All lines without their codes, joined by spaces. */
  readonly text: string;
  readonly lines: readonly string[];
}

/** The server ended the connection, or does not speak SMTP. */
export class SmtpError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SmtpError";
  }
}

const MAX_REPLY_BYTES = 64 * 1024;

/** The commands with which doctor examines an SMTP or LMTP server, and with which the canary sends its message. */
export class SmtpClient {
  private received = "";
  private ended: Error | undefined;
  /** Wakes the caller that waits for a reply: bytes have arrived, or the connection has ended. */
  private wake: () => void = () => undefined;

  private constructor(private socket: Socket) {
    this.listen();
  }

  /**
   * Resolves when connected; `reply` reads the greeting.
   *
   * @param signal closes the connection, whatever its state
   * @param connectDeadline ends only the wait for the connection
   */
  static async connect(
    options: NetConnectOpts,
    signal: AbortSignal,
    connectDeadline: AbortSignal = signal,
  ): Promise<SmtpClient> {
    const socket = connect({ ...options, signal });
    const client = new SmtpClient(socket);
    try {
      await once(socket, "connect", { signal: connectDeadline });
    } catch (error) {
      socket.destroy();
      throw error;
    }
    return client;
  }

  send(command: string): Promise<ProbeReply> {
    this.socket.write(`${command}\r\n`);
    return this.reply();
  }

  async reply(): Promise<ProbeReply> {
    for (;;) {
      // A space follows the code of the last line, a hyphen the code of all earlier lines (RFC 5321 section 4.2.1).
      const end = /^(?:\d{3}-[^\n]*\n)*(\d{3})(?: [^\n]*)?\r?\n/.exec(this.received);
      if (end) {
        this.received = this.received.slice(end[0].length);
        const lines = end[0]
          .trimEnd()
          .split("\n")
          .map((line) => line.slice(4).trim());
        return { code: Number(end[1]), text: lines.join(" ").trim(), lines };
      }
      if (this.ended) throw this.ended;
      if (this.received.length > MAX_REPLY_BYTES)
        throw new SmtpError("answered with something that is not an SMTP reply");
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** The certificate is not checked: senders do not check it either without MTA-STS or DANE. */
  async startTls(servername: string): Promise<void> {
    this.socket.removeAllListeners();
    this.received = "";
    const secured = connectTls({ socket: this.socket, servername, rejectUnauthorized: false });
    this.socket = secured;
    this.listen();
    await once(secured, "secureConnect");
  }

  close(): void {
    this.socket.destroy();
  }

  private listen(): void {
    this.socket.on("data", (bytes: Buffer) => {
      this.received += bytes.toString("latin1");
      this.wake();
    });
    this.socket.on("error", (error) => (this.ended = error));
    this.socket.on("close", () => {
      this.ended ??= new SmtpError("ended the connection");
      this.wake();
    });
  }
}
