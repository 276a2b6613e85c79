import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { SMTPConnection } from "smtp-server/lib/smtp-connection.js";
import { parseEnvelopeArgument } from "./envelope-path";
import type { SmtpReply } from "./smtp-reply";
import { undocumented } from "./undocumented";

/** The parameter of MAIL that each extension adds. */
const MAIL_PARAMETER_OF_EXTENSION: Readonly<Record<string, string>> = {
  SIZE: "SIZE",
  "8BITMIME": "BODY",
  SMTPUTF8: "SMTPUTF8",
};

type Argument = Exclude<ReturnType<SMTPConnection["_parseAddressCommand"]>, false>;

/**
 * smtp-server with a different parser for the arguments of MAIL and RCPT. The original parser converts a domain to U-labels, which
 * loses what the client sent, does not accept quoted local parts, and accepts parameters that the server does not offer.
 */
export class EnvelopeServer extends SMTPServer {
  constructor(
    options: SMTPServerOptions,
    private readonly offered: readonly string[] = undocumented.extensions.value,
  ) {
    super({
      ...options,
      hidePIPELINING: !offered.includes("PIPELINING"),
      hide8BITMIME: !offered.includes("8BITMIME"),
      hideSTARTTLS: !offered.includes("STARTTLS"),
      hideSMTPUTF8: !offered.includes("SMTPUTF8"),
      hideSize: !offered.includes("SIZE"),
      hideDSN: true,
      hideENHANCEDSTATUSCODES: true,
      hideREQUIRETLS: true,
    });
  }

  /** smtp-server has no options for these changes, so each new connection is changed. */
  override connect(...args: Parameters<SMTPServer["connect"]>): void {
    const before = new Set(this.connections);
    super.connect(...args);
    for (const connection of this.connections) if (!before.has(connection)) this.prepareConnection(connection);
  }

  protected prepareConnection(connection: SMTPConnection): void {
    const objections = new WeakMap<object, SmtpReply>();
    connection._parseAddressCommand = (name, command) => {
      const argument = parseCommand(name, command.toString());
      if (argument === false) return false;
      const objection = this.objectionTo(name, argument);
      if (objection !== undefined) objections.set(argument, objection);
      return argument;
    };
    const rejectInvalid = connection._rejectInvalidParams.bind(connection);
    connection._rejectInvalidParams = (argument, keys, done) => {
      const objection = objections.get(argument);
      if (objection === undefined) return rejectInvalid(argument, keys, done);
      connection.send(objection.code, objection.text);
      done();
      return true;
    };
  }

  private objectionTo(name: string, { address, args }: Argument): SmtpReply | undefined {
    if (/[^\x20-\x7e]/.test(address)) return undocumented.nonAsciiAddress.value;
    const known = name === "mail from" ? this.offered.map((extension) => MAIL_PARAMETER_OF_EXTENSION[extension]) : [];
    const isUnknown = Object.keys(args || {}).some((parameter) => !known.includes(parameter));
    return isUnknown ? undocumented.parametersNotOffered.value : undefined;
  }
}

/** A MAIL or RCPT command in smtp-server's form; `false` for bad syntax. */
function parseCommand(name: string, command: string): Argument | false {
  const colon = command.indexOf(":");
  if (colon === -1 || command.slice(0, colon).trim().toLowerCase() !== name) return false;
  const argument = parseEnvelopeArgument(command.slice(colon + 1));
  if (argument === undefined) return false;
  const { address, parameters } = argument;
  // Postmaster is the only recipient that needs no domain (RFC 5321 section 4.1.1.3).
  const isPostmaster = name === "rcpt to" && address.toLowerCase() === "postmaster";
  if (address !== "" && !address.includes("@") && !isPostmaster) return false;
  const args: Record<string, string | true> = {};
  let duplicate: string | undefined;
  for (const parameter of parameters) {
    const [keyword = "", ...value] = parameter.split("=");
    if (Object.hasOwn(args, keyword)) duplicate = keyword;
    args[keyword] = value.join("=") || true;
  }
  return { address, args: parameters.length > 0 && args, ...(duplicate !== undefined && { duplicate }) };
}
