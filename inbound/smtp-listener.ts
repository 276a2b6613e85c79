import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { SMTPServerOptions } from "smtp-server";
import type { SMTPConnection } from "smtp-server/lib/smtp-connection.js";
import { type KeyPair, selfSignedCertificate } from "./certificate";
import { EnvelopeServer } from "./envelope-server";
import { SMTP_SERVER_REPLY_TEXTS } from "./smtp-server-replies";
import { MAX_MESSAGE_BYTES } from "./message-size";
import { undocumented } from "./undocumented";
import { MINUTE_MS } from "../lib/time";

/** RFC 5321 section 4.5.3.2.7. */
const IDLE_TIMEOUT_MS = 5 * MINUTE_MS;
/**
 * Maximum length of a command. RFC 5321 section 4.5.3.1.4 requires 512 octets, and more with extensions; Postfix
 * accepts 2048.
 */
const MAX_COMMAND_BYTES = 2048;

/** An SMTP server that replies as SES does: no AUTH, STARTTLS, and SES's texts. */
export class SmtpListener extends EnvelopeServer {
  constructor(region: string, options: SMTPServerOptions, certificate?: KeyPair) {
    const name = `inbound-smtp.${region}.amazonaws.com`;
    super({
      ...options,
      ...(certificate ?? selfSignedCertificate(name)),
      name,
      banner: "Amazon SES",
      heloResponse: "%s",
      disabledCommands: ["AUTH", "WIZ", "SHELL", "KILL"],
      size: MAX_MESSAGE_BYTES,
      maxRecipients: undocumented.tooManyRecipients.value.limit,
      maxClients: undocumented.connections.value.limit,
      maxCommandLength: MAX_COMMAND_BYTES,
      socketTimeout: IDLE_TIMEOUT_MS,
      closeTimeout: 1_000,
      logger: false,
    });
  }

  protected override prepareConnection(connection: SMTPConnection): void {
    super.prepareConnection(connection);
    const send = connection.send.bind(connection);
    connection.send = (code, text, occasion) => send(code, SMTP_SERVER_REPLY_TEXTS[String(occasion)] ?? text, occasion);
    const { limit, reply } = undocumented.connectionsPerClient.value;
    const ofClient = [...this.connections].filter(({ remoteAddress }) => remoteAddress === connection.remoteAddress);
    if (ofClient.length > limit) connection.send(reply.code, reply.text, false);
  }

  /** Resolves with the port once clients can connect. */
  async start(host: string, port: number): Promise<number> {
    // The promise reports a port that is in use; an error event without a listener would end the process.
    const ignore = () => undefined;
    this.on("error", ignore);
    this.listen(port, host);
    await once(this.server, "listening");
    this.off("error", ignore);
    return (this.server.address() as AddressInfo).port;
  }

  /** Resolves once no connection is open. */
  stop(): Promise<void> {
    return new Promise((resolve) => this.close(resolve));
  }
}
