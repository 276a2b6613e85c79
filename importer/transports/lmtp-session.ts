import { connect, type Socket } from "node:net";
import { hostname } from "node:os";
import type { LmtpServer } from "../../settings/model";
import { MailboxError } from "../maildir/mailbox-error";
import { LmtpConnection, type LmtpReply } from "./lmtp-connection";
import { END_OF_DATA, toLmtpData } from "./lmtp-data";
import type { TransportResult } from "./transport";
import type { RecipientEnvelope } from "../message/model";

/** The server is on this machine or near. */
const CONNECT_TIMEOUT_MS = 30_000;
const DATA_FOLLOWS = 354;
const NON_ASCII = /[^\0-\x7f]/;

/** One LMTP connection (RFC 2033), for one message after another, each with one recipient. */
export class LmtpSession {
  /** Whether a message was sent over it. */
  isInUse = false;
  private isSending = false;

  private constructor(
    private readonly connection: LmtpConnection,
    private readonly name: string,
    private readonly capabilities: ReadonlySet<string>,
  ) {}

  /** Connects and sends LHLO; throws `MailboxError` where the server does not accept the session. */
  static async open(server: LmtpServer, timeoutMs: number): Promise<LmtpSession> {
    const connection = new LmtpConnection(await connected(server), timeoutMs);
    const name = lmtpServerName(server);
    try {
      expectCode(await connection.reply(Math.min(CONNECT_TIMEOUT_MS, timeoutMs)), 220);
      const { lines } = expectCode(await connection.command(`LHLO ${clientName()}`), 250);
      const capabilities = lines.slice(1).map((line) => line.split(" ")[0]!.toUpperCase());
      return new LmtpSession(connection, name, new Set(capabilities));
    } catch (error) {
      connection.close(false);
      throw unavailable(name, error);
    }
  }

  get isOpen(): boolean {
    return this.connection.isOpen && !this.connection.hasReply;
  }

  /**
   * Sends a message, whose lines end in LF. Throws `MailboxError` where the connection broke before the end of the message was
   * under way, so that it was certainly not accepted, and what reading the message throws.
   */
  async send(message: AsyncIterable<Buffer>, envelope: RecipientEnvelope): Promise<TransportResult> {
    const { connection } = this;
    this.isInUse = true;
    try {
      for (const line of [this.mailFrom(envelope.sender), `RCPT TO:<${envelope.recipient}>`]) {
        const reply = await connection.command(line);
        if (!isPositive(reply)) return resultOf(reply);
      }
      const reply = await connection.command("DATA");
      if (reply.code !== DATA_FOLLOWS) return isPositive(reply) ? unexpected(reply) : resultOf(reply);
    } catch (error) {
      throw unavailable(this.name, error);
    }
    this.isSending = true;
    const refusal = await this.sendText(message);
    if (refusal) return refusal;
    try {
      await connection.write(Buffer.from(END_OF_DATA));
      this.isSending = false;
      // LMTP sends one reply for each accepted recipient (RFC 2033 section 4.2); this message has one recipient.
      return resultOf(await connection.reply());
    } catch (error) {
      return { kind: "unknown", reply: (error as Error).message };
    }
  }

  close(): void {
    // In the middle of a message, QUIT would be a line of its text.
    this.connection.close(!this.isSending);
  }

  /** A server without SMTPUTF8 must not get an internationalized sender (RFC 6531 section 3.2); the message gets the null sender. */
  private mailFrom(sender: string): string {
    const isInternational = NON_ASCII.test(sender);
    const path = isInternational && !this.capabilities.has("SMTPUTF8") ? "" : sender;
    const parameters = [
      ...(this.capabilities.has("8BITMIME") ? ["BODY=8BITMIME"] : []),
      ...(isInternational && path !== "" ? ["SMTPUTF8"] : []),
    ];
    return [`MAIL FROM:<${path}>`, ...parameters].join(" ");
  }

  /** Sends all but the end of the message; returns the result where the server replied before the end. */
  private async sendText(message: AsyncIterable<Buffer>): Promise<TransportResult | undefined> {
    const { connection } = this;
    for await (const bytes of toLmtpData(message)) {
      try {
        if (!connection.hasReply) await connection.write(bytes);
      } catch (error) {
        if (!connection.hasReply) throw unavailable(this.name, error);
      }
      if (!connection.hasReply) continue;
      const reply = await connection.reply();
      return isPositive(reply) ? unexpected(reply) : resultOf(reply);
    }
    return undefined;
  }
}

/** The server has not got the end of the message: no reply can mean that it has accepted the message. */
function unexpected({ text }: LmtpReply): TransportResult {
  return { kind: "deferred", reply: `expected no reply before the end of the message, found ${text}` };
}

function isPositive({ code }: LmtpReply): boolean {
  return code >= 200 && code < 400;
}

function resultOf({ code, text: reply }: LmtpReply): TransportResult {
  if (code >= 200 && code < 300) return { kind: "accepted", reply };
  if (code >= 400 && code < 500) return { kind: "deferred", reply };
  if (code >= 500 && code < 600) return { kind: "refused", reply };
  return { kind: "unknown", reply };
}

function expectCode(reply: LmtpReply, code: number): LmtpReply {
  if (reply.code !== code) throw new Error(`expected the reply ${code}, found ${reply.text}`);
  return reply;
}

/** A name that is no domain is not for LHLO (RFC 5321 section 4.1.4). */
function clientName(): string {
  const name = hostname();
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(name) ? name : "[127.0.0.1]";
}

function connected(server: LmtpServer): Promise<Socket> {
  const socket = connect(server);
  return new Promise((resolve, reject) => {
    const late = new Error(`no connection within ${CONNECT_TIMEOUT_MS / 1000} s`);
    const limit = setTimeout(() => socket.destroy(late), CONNECT_TIMEOUT_MS);
    const fail = (error: Error) => {
      clearTimeout(limit);
      reject(unavailable(lmtpServerName(server), error));
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      clearTimeout(limit);
      socket.removeListener("error", fail);
      resolve(socket);
    });
  });
}

function unavailable(name: string, error: unknown): MailboxError {
  return new MailboxError(`${name}: ${(error as Error).message}`, { cause: error });
}

/** For people. */
export function lmtpServerName(server: LmtpServer): string {
  if ("path" in server) return `LMTP ${server.path}`;
  return `LMTP ${server.host.includes(":") ? `[${server.host}]` : server.host}:${server.port}`;
}
