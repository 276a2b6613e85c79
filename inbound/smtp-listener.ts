import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { selfSignedCertificate } from "./certificate";
import { spokenReplies } from "./smtp-replies";
import { undocumented } from "./undocumented";

/** RFC 5321 section 4.5.3.2.7. */
const idleTimeout = 5 * 60 * 1000;

/** An SMTP server that sounds like SES's: port 25 without AUTH, STARTTLS offered, its own texts. */
export class SmtpListener extends SMTPServer {
  constructor(region: string, options: SMTPServerOptions) {
    const name = `inbound-smtp.${region}.amazonaws.com`;
    const offered: readonly string[] = undocumented.extensions.value;
    super({
      ...options,
      ...selfSignedCertificate(name),
      name,
      banner: "Amazon SES",
      heloResponse: "%s",
      disabledCommands: ["AUTH", "WIZ", "SHELL", "KILL"],
      lenientAddressParsing: undocumented.addressSyntax.value === "lenient",
      hidePIPELINING: !offered.includes("PIPELINING"),
      hide8BITMIME: !offered.includes("8BITMIME"),
      hideSTARTTLS: !offered.includes("STARTTLS"),
      hideSMTPUTF8: !offered.includes("SMTPUTF8"),
      hideDSN: true,
      hideENHANCEDSTATUSCODES: true,
      hideREQUIRETLS: true,
      size: undocumented.tooLarge.value.limit,
      hideSize: !offered.includes("SIZE"),
      maxRecipients: undocumented.tooManyRecipients.value.limit,
      socketTimeout: idleTimeout,
      closeTimeout: 1_000,
      logger: false,
    });
  }

  /** smtp-server has no option for the texts of its own replies, so each new connection is taught ours. */
  override connect(...args: Parameters<SMTPServer["connect"]>): void {
    const before = new Set(this.connections);
    super.connect(...args);
    for (const connection of this.connections) {
      if (before.has(connection)) continue;
      const send = connection.send.bind(connection);
      connection.send = (code, text, occasion) => send(code, spokenReplies[String(occasion)] ?? text, occasion);
    }
  }

  /** Resolves with the port once clients can connect. */
  async start(host: string, port: number): Promise<number> {
    // The promise alone tells of a port that cannot be had; as an event that nobody hears it would end the process.
    const unheard = () => undefined;
    this.on("error", unheard);
    this.listen(port, host);
    await once(this.server, "listening");
    this.off("error", unheard);
    return (this.server.address() as AddressInfo).port;
  }

  /** Resolves once no connection is open. */
  stop(): Promise<void> {
    return new Promise((resolve) => this.close(resolve));
  }
}
