import { hostname } from "node:os";
import { messageOf } from "../../lib/errors";
import type { ServerDestination } from "../../settings/model";
import type { OriginalClient, TransportEnvelope } from "../message/model";
import { CONNECT_TIMEOUT_MS, connectServer, serverName, unavailable } from "./connect-server";
import { clientCommand, type ClientCommand } from "./original-client";
import { SmtpConnection, type TransportReply } from "./smtp-connection";
import { END_OF_DATA, toSmtpData } from "./smtp-data";
import { resultForEach, type RecipientResult, type TransportResult, type TransportTimeouts } from "./transport";

const DATA_FOLLOWS = 354;
/** A domain or an address literal, and nothing that would end the command. */
const CLIENT_NAME = /^[a-z0-9._:[\]-]{1,255}$/i;
const NON_ASCII = /[^\0-\x7f]/;

type Server = Pick<ServerDestination, "kind" | "server">;
/** The server's extensions, each with its parameters (RFC 5321 section 4.1.1.1). */
type Capabilities = ReadonlyMap<string, readonly string[]>;

/** One SMTP (RFC 5321) or LMTP (RFC 2033) connection, for one message after another. */
export class TransportSession {
  /** Whether a message was sent over this connection. */
  isInUse = false;
  private isSending = false;
  private isImpersonating = false;

  private constructor(
    private readonly connection: SmtpConnection,
    private readonly server: Server,
    private capabilities: Capabilities,
  ) {}

  /** Connects, sends EHLO or LHLO, and STARTTLS where an SMTP server offers it; throws `MailboxError` where the server refuses. */
  static async open(server: Server, timeouts: TransportTimeouts): Promise<TransportSession> {
    const name = serverName(server);
    const connection = new SmtpConnection(await connectServer(server.server, name, timeouts), timeouts);
    try {
      expectCode(await connection.reply(Math.min(CONNECT_TIMEOUT_MS, timeouts.transportTimeoutMs)), 220);
      let capabilities = await hello(connection, server);
      if (server.kind === "smtp" && capabilities.has("STARTTLS")) {
        expectCode(await connection.command("STARTTLS"), 220);
        await connection.startTls("host" in server.server ? server.server.host : "");
        capabilities = await hello(connection, server);
      }
      return new TransportSession(connection, server, capabilities);
    } catch (error) {
      connection.close(false);
      throw unavailable(name, error);
    }
  }

  /** Whether the connection can carry another message: XCLIENT applies to the whole session. */
  get isOpen(): boolean {
    return this.connection.isOpen && !this.connection.hasReply && !this.isImpersonating;
  }

  /**
   * Sends a message, whose lines end in LF. Throws `MailboxError` if the connection broke before the end of the message
   * was sent, so that the server has certainly not accepted the message; also throws errors of reading the message.
   */
  async send(message: AsyncIterable<Buffer>, envelope: TransportEnvelope): Promise<readonly RecipientResult[]> {
    this.isInUse = true;
    const { recipients } = envelope;
    const refusals: RecipientResult[] = [];
    let accepted: readonly string[] = recipients;
    try {
      const refused = (await this.announceClient(envelope.client)) ?? (await this.refusalOf(this.mailFrom(envelope)));
      if (refused) return resultForEach(recipients, refused);
      for (const recipient of recipients) {
        const refusal = await this.refusalOf(`RCPT TO:<${recipient}>`);
        if (refusal) refusals.push({ recipient, ...refusal });
      }
      accepted = recipients.filter((each) => !refusals.some(({ recipient }) => recipient === each));
      if (accepted.length === 0) return refusals;
      const reply = await this.connection.command("DATA");
      if (reply.code !== DATA_FOLLOWS) return [...refusals, ...resultForEach(accepted, resultBeforeEnd(reply))];
    } catch (error) {
      throw unavailable(serverName(this.server), error);
    }
    this.isSending = true;
    const early = await this.sendText(message);
    return [...refusals, ...(early ? resultForEach(accepted, early) : await this.end(accepted))];
  }

  close(): void {
    // QUIT in the middle of a message would become a line of the message.
    this.connection.close(!this.isSending);
  }

  /** Tells the server which client sent the message to SES, if the server supports that. */
  private async announceClient(client: OriginalClient | undefined): Promise<TransportResult | undefined> {
    if (client === undefined) return undefined;
    const line = this.clientCommand("XCLIENT", client);
    if (line !== undefined) {
      this.isImpersonating = true;
      const refusal = await this.refusalOf(line);
      if (refusal) return refusal;
      // XCLIENT resets the session; EHLO then has the name that the original client gave to SES.
      const reply = await this.connection.command(helloOf(this.server, client.helo));
      // This refusal concerns the client of this message; the server may accept other clients.
      if (reply.code !== 250) return resultBeforeEnd(reply);
      this.capabilities = capabilitiesIn(reply);
    }
    const forward = this.clientCommand("XFORWARD", client);
    return forward === undefined ? undefined : this.refusalOf(forward);
  }

  private clientCommand(command: ClientCommand, client: OriginalClient): string | undefined {
    return clientCommand(command, this.capabilities.get(command) ?? [], client);
  }

  /** A server without SMTPUTF8 must not get an internationalized sender (RFC 6531 section 3.2); the message gets the null sender. */
  private mailFrom({ sender, recipients }: TransportEnvelope): string {
    const knowsUtf8 = this.capabilities.has("SMTPUTF8");
    const path = NON_ASCII.test(sender) && !knowsUtf8 ? "" : sender;
    const isInternational = [path, ...recipients].some((address) => NON_ASCII.test(address));
    const parameters = [
      ...(this.capabilities.has("8BITMIME") ? ["BODY=8BITMIME"] : []),
      ...(isInternational && knowsUtf8 ? ["SMTPUTF8"] : []),
    ];
    return [`MAIL FROM:<${path}>`, ...parameters].join(" ");
  }

  /** `undefined`: the server accepts the command. */
  private async refusalOf(command: string): Promise<TransportResult | undefined> {
    const reply = await this.connection.command(command);
    return isPositive(reply) ? undefined : resultBeforeEnd(reply);
  }

  /** Sends all but the end of the message; returns the result where the server replied before the end. */
  private async sendText(message: AsyncIterable<Buffer>): Promise<TransportResult | undefined> {
    const { connection } = this;
    for await (const bytes of toSmtpData(message)) {
      try {
        if (!connection.hasReply) await connection.write(bytes);
      } catch (error) {
        if (!connection.hasReply) throw unavailable(serverName(this.server), error);
      }
      if (connection.hasReply) return resultBeforeEnd(await connection.reply());
    }
    return undefined;
  }

  /** SMTP sends one reply, LMTP one for each accepted recipient, in their order (RFC 2033 section 4.2). */
  private async end(recipients: readonly string[]): Promise<RecipientResult[]> {
    const { connection, server } = this;
    const results: RecipientResult[] = [];
    try {
      await connection.write(Buffer.from(END_OF_DATA));
      this.isSending = false;
      if (server.kind === "smtp") return resultForEach(recipients, resultOf(await connection.reply()));
      for (const recipient of recipients) results.push({ recipient, ...resultOf(await connection.reply()) });
      return results;
    } catch (error) {
      return [
        ...results,
        ...resultForEach(recipients.slice(results.length), { kind: "unknown", reply: messageOf(error) }),
      ];
    }
  }
}

/** The server does not have the end of the message, so no reply can mean that it accepted the message. */
function resultBeforeEnd(reply: TransportReply): TransportResult {
  const result = resultOf(reply);
  if (result.kind === "refused" || result.kind === "deferred") return result;
  return { kind: "deferred", reply: `expected no such reply before the end of the message, found ${reply.text}` };
}

function isPositive({ code }: TransportReply): boolean {
  return code >= 200 && code < 400;
}

function resultOf({ code, text: reply }: TransportReply): TransportResult {
  if (code >= 200 && code < 300) return { kind: "accepted", reply };
  if (code >= 400 && code < 500) return { kind: "deferred", reply };
  if (code >= 500 && code < 600) return { kind: "refused", reply };
  return { kind: "unknown", reply };
}

async function hello(connection: SmtpConnection, server: Server): Promise<Capabilities> {
  return capabilitiesIn(expectCode(await connection.command(helloOf(server)), 250));
}

function helloOf({ kind }: Server, client?: string): string {
  const name = client !== undefined && CLIENT_NAME.test(client) ? client : clientName();
  return `${kind === "smtp" ? "EHLO" : "LHLO"} ${name}`;
}

function capabilitiesIn({ lines }: TransportReply): Capabilities {
  return new Map(
    lines.slice(1).map((line): [string, readonly string[]] => {
      const [name = "", ...parameters] = line.trim().split(/ +/);
      return [name.toUpperCase(), parameters];
    }),
  );
}

function expectCode(reply: TransportReply, code: number): TransportReply {
  if (reply.code !== code) throw new Error(`expected the reply ${code}, found ${reply.text}`);
  return reply;
}

/** EHLO takes a domain or an address literal (RFC 5321 section 4.1.4). */
function clientName(): string {
  const name = hostname();
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(name) ? name : "[127.0.0.1]";
}
