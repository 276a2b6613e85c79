import { splitAddress } from "./address";
import { probeRecipients, type SmtpServer } from "./rcpt-probe";
import type { ServerAnswer } from "./server-answer";
import type { AddressSource } from "./source";
import { SourceError } from "./source-error";
import type { StandbyRecipients } from "./standby";

export interface VerifyOptions {
  /** The SMTP server to ask; `undefined`: only the source is asked. */
  readonly smtp: SmtpServer | undefined;
}

/** The answers of the primary and the standby for one recipient. */
export interface VerifiedAddress {
  readonly address: string;
  readonly primary: ServerAnswer;
  readonly standby: "accepted" | "refused";
  /** Why the address was tested although it is in neither list. */
  readonly probe?: string;
}

export interface Verification {
  readonly verified: readonly VerifiedAddress[];
  /** The ways in which the primary was asked. */
  readonly asked: readonly string[];
}

/** An unknown local part, as a sample of all unknown addresses. */
const UNKNOWN_LOCAL_PART = "standby-mx-probe-9d41c7ab";
const PROBE_LABEL = "standby-mx-probe";

/** Asks the primary for every address of the settings and of the source, and for unknown addresses. */
export async function verify(
  source: AddressSource,
  standby: StandbyRecipients,
  { smtp }: VerifyOptions,
): Promise<Verification> {
  const probes = probesOf(source, standby);
  const listed = source.reading.entries.map(({ address }) => address);
  const standbyDomains = new Set(standby.domains);
  const addresses = [...new Set([...standby.addresses, ...listed, ...probes.keys()])].filter((address) =>
    standbyDomains.has(splitAddress(address).domain ?? ""),
  );
  if (source.ask === undefined && smtp === undefined) {
    throw new SourceError("expected a server to ask, found none: use --from postfix, or --smtp HOST:PORT");
  }
  const tables = (await source.ask?.(addresses)) ?? new Map<string, ServerAnswer>();
  // Postfix relays foreign domains for clients of its own network, so RCPT proves nothing about these domains.
  const byRcpt = smtp === undefined ? [] : addresses.filter((address) => isHosted(address, source));
  const replies = smtp === undefined ? new Map<string, ServerAnswer>() : await probeRecipients(smtp, byRcpt);
  const verified = addresses.map((address): VerifiedAddress => {
    const primary = replies.get(address) ?? tables.get(address) ?? NOT_ASKED;
    const probe = probes.get(address);
    const answer = standby.accepts(address) ? "accepted" : "refused";
    return { address, primary, standby: answer, ...(probe === undefined ? {} : { probe }) };
  });
  const asked = [
    ...(smtp === undefined ? [] : [`RCPT at ${smtp.host}:${smtp.port}`]),
    ...(source.ask === undefined ? [] : ["the tables of Postfix (postmap -q)"]),
  ];
  return { verified, asked };
}

/** The addresses on which primary and standby disagree. A primary without an answer does not disagree. */
export const disagreeing = ({ verified }: Verification): VerifiedAddress[] =>
  verified.filter(({ primary, standby }) => primary.answer !== "unknown" && primary.answer !== standby);

export const unanswered = ({ verified }: Verification): VerifiedAddress[] =>
  verified.filter(({ primary }) => primary.answer === "unknown");

const NOT_ASKED: ServerAnswer = { answer: "unknown", reply: "the server receives no mail for this domain" };

function isHosted(address: string, { reading, ask }: AddressSource): boolean {
  return ask === undefined || reading.domains.includes(splitAddress(address).domain ?? "");
}

/** Sample addresses for each domain: an unknown address, and a label after each separator that either side may use. */
function probesOf({ reading }: AddressSource, standby: StandbyRecipients): Map<string, string> {
  const probes = new Map<string, string>();
  for (const domain of standby.domains) {
    probes.set(`${UNKNOWN_LOCAL_PART}@${domain}`, `an unknown address of ${domain}`);
    const known = standby.addresses.find((address) => /^[a-z0-9]+@/.test(address) && address.endsWith(`@${domain}`));
    if (known === undefined) continue;
    for (const separator of new Set(["+", ...(reading.recipientDelimiter ?? "")])) {
      const address = known.replace("@", `${separator}${PROBE_LABEL}@`);
      probes.set(address, `a label after ${separator}`);
    }
  }
  return probes;
}
