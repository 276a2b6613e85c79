import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";

/** A client that sends what it is told and shows each reply as it came, code and text. */
export class RawSmtpClient {
  private received = "";
  private arrived: () => void = () => undefined;

  private constructor(private socket: Socket) {
    this.listen();
  }

  /** Connects and says EHLO. */
  static async open(port: number): Promise<RawSmtpClient> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    const client = new RawSmtpClient(socket);
    client.banner = await client.reply();
    client.ehlo = await client.command("EHLO client.example");
    return client;
  }

  banner = "";
  ehlo = "";

  async command(line: string): Promise<string> {
    this.socket.write(`${line}\r\n`);
    return this.reply();
  }

  /** Accepts any certificate, unless the options say otherwise. */
  async startTls(options: ConnectionOptions = {}): Promise<void> {
    await this.command("STARTTLS");
    this.socket.removeAllListeners("data");
    this.socket = connectTls({ rejectUnauthorized: false, ...options, socket: this.socket });
    await once(this.socket, "secureConnect");
    this.listen();
    this.ehlo = await this.command("EHLO client.example");
  }

  /** Sends a message as it is, dots stuffed (RFC 5321 section 4.5.2). */
  async data(message: Buffer): Promise<string> {
    const ready = await this.command("DATA");
    if (!ready.startsWith("354")) return ready;
    const stuffed = Buffer.from(message.toString("latin1").replace(/(^|\r\n)\./g, "$1.."), "latin1");
    this.socket.write(Buffer.concat([stuffed, Buffer.from(".\r\n")]));
    return this.reply();
  }

  /** Sends bytes and waits for nothing. */
  write(bytes: string): void {
    this.socket.write(bytes);
  }

  /** One whole reply, all its lines. */
  async reply(): Promise<string> {
    for (;;) {
      const end = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(this.received);
      if (end !== null) {
        this.received = this.received.slice(end[0].length);
        return end[0].trimEnd();
      }
      await new Promise<void>((resolve) => (this.arrived = resolve));
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private listen(): void {
    this.socket.on("data", (chunk: Buffer) => {
      this.received += chunk.toString("latin1");
      this.arrived();
    });
    this.socket.on("error", () => undefined);
  }
}
