import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import type { SMTPConnectionSendInfo } from "nodemailer/lib/smtp-connection";
import type { LmtpServer } from "../../settings/model";
import { MailboxError } from "../maildir/mailbox-error";
import type { Answer, HandoverEnvelope } from "./receiver";

/** Milliseconds for a server that is near. */
const CONNECT = 30_000;

/** One LMTP connection (RFC 2033), for one message after another, each with one recipient. */
export class LmtpSession {
  /** Whether a message was sent over it. */
  isInUse = false;
  private isSending = false;

  private constructor(
    private readonly connection: SMTPConnection,
    private readonly name: string,
  ) {}

  /** Connects and says LHLO; throws `MailboxError` where the server does not want to talk. */
  static async open(server: LmtpServer, patience: number): Promise<LmtpSession> {
    const socket = await connected(server);
    // Loaded by those who need it only.
    const { default: Connection } = await import("nodemailer/lib/smtp-connection");
    const connection = new Connection({
      connection: socket,
      lmtp: true,
      // The server is this machine's, or one that it trusts; certificates for LMTP are not usual.
      ignoreTLS: true,
      greetingTimeout: Math.min(CONNECT, patience),
      connectionTimeout: CONNECT,
      socketTimeout: patience,
      logger: false,
    });
    const name = nameOf(server);
    await new Promise<void>((resolve, reject) => {
      connection.once("error", (error: Error) => reject(unavailable(name, error)));
      connection.connect((error) => (error ? reject(unavailable(name, error)) : resolve()));
    });
    // Whoever sends is told of it; a connection that ends between two messages is noticed with the next one.
    connection.on("error", () => undefined);
    return new LmtpSession(connection, name);
  }

  get isOpen(): boolean {
    return !this.connection.destroyed;
  }

  /**
   * Sends a message, whose lines end in LF. A CR that stands alone becomes a line end, too, because LMTP cannot carry it
   * (RFC 5321 section 2.3.8). Throws `MailboxError` where the connection broke before all of the message was
   * under way, so that it was certainly not taken, and what reading the message throws.
   */
  send(bytes: AsyncIterable<Buffer>, { sender, recipient }: HandoverEnvelope): Promise<Answer> {
    this.isInUse = this.isSending = true;
    return new Promise((resolve, reject) => {
      const message = Readable.from(bytes, { objectMode: false });
      let isWhole = false;
      message.once("end", () => (isWhole = true));
      const envelope = { from: sender, to: [recipient], use8BitMime: true };
      this.connection.send(envelope, message, (error, info) => {
        message.destroy();
        this.isSending = error?.code === "ESTREAM";
        if (!error) return resolve(answerTo(info));
        if (error.code === "ESTREAM") return reject(error);
        const { responseCode, response, code } = error;
        if (responseCode !== undefined) return resolve(answerOf(responseCode, response));
        // What this side refuses to send: an address with a line end, a message above the server's SIZE.
        if (code === "EENVELOPE" || code === "EMESSAGE") return resolve({ kind: "refused", words: error.message });
        if (isWhole) return resolve({ kind: "unknown", words: error.message });
        reject(unavailable(this.name, error));
      });
    });
  }

  close(): void {
    if (!this.isOpen) return;
    // Without waiting for the reply, which says nothing (RFC 5321 section 4.1.1.10); in the middle of a message it would be text.
    if (!this.isSending) this.connection.quit();
    this.connection.close();
  }
}

/** LMTP answers for each recipient that it accepted before (RFC 2033 section 4.2); there is one. */
function answerTo({ rejectedErrors = [], response }: SMTPConnectionSendInfo): Answer {
  const [rejected] = rejectedErrors;
  if (!rejected) return { kind: "taken", words: inOneLine(response) };
  return answerOf(rejected.responseCode, rejected.response);
}

function answerOf(code: number | undefined, response: string | undefined): Answer {
  const words = inOneLine(response ?? "no reply");
  if (code !== undefined && code >= 400 && code < 500) return { kind: "later", words };
  if (code !== undefined && code >= 500 && code < 600) return { kind: "refused", words };
  return { kind: "unknown", words };
}

function inOneLine(response: string): string {
  return response
    .replace(/\s*\n\d{3}[ -]/g, " ")
    .replace(/\p{Cc}/gu, " ")
    .slice(0, 500);
}

function connected(server: LmtpServer): Promise<Socket> {
  const socket = connect(server);
  return new Promise((resolve, reject) => {
    const late = new Error(`no connection within ${CONNECT / 1000} s`);
    const limit = setTimeout(() => socket.destroy(late), CONNECT);
    const fail = (error: Error) => {
      clearTimeout(limit);
      reject(unavailable(nameOf(server), error));
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      clearTimeout(limit);
      socket.removeListener("error", fail);
      resolve(socket);
    });
  });
}

function unavailable(name: string, error: Error): MailboxError {
  return new MailboxError(`${name}: ${error.message}`, { cause: error });
}

/** For people. */
export function nameOf(server: LmtpServer): string {
  if ("path" in server) return `LMTP ${server.path}`;
  return `LMTP ${server.host.includes(":") ? `[${server.host}]` : server.host}:${server.port}`;
}
