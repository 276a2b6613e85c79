import type { DnsLookups } from "../dns/dns-lookups";
import { SMTP_DEADLINE_MS } from "../model";
import { codeOf } from "../../../lib/errors";
import { type ProbeReply, SmtpClient } from "./smtp-client";

const SMTP_PORT = 25;
/** The usual reason why no address of the standby can be connected to. */
export const PORT_BLOCKED =
  "Outbound port 25 seems to be blocked here, as in most homes and clouds; that says nothing about the standby.";

/** A connection to the standby of one region, before the greeting. */
export interface StandbyConnection {
  readonly client: SmtpClient;
  readonly address: string;
}

/** No address of the standby accepted a connection; the message names each address with the reason. */
export class NoConnectionError extends Error {
  override readonly name = "NoConnectionError";

  constructor(
    message: string,
    /** Whether DNS returned an address. */
    readonly hasAddress: boolean,
  ) {
    super(message);
  }
}

/** Connects to the first address of this host that answers. */
export async function connectToStandby(host: string, dns: DnsLookups, signal: AbortSignal): Promise<StandbyConnection> {
  const refusals: string[] = [];
  const addresses = await dns.addresses(host);
  for (const address of addresses) {
    // A silent address must leave time for the other addresses.
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(SMTP_DEADLINE_MS / (addresses.length + 1))]);
    try {
      return { client: await SmtpClient.connect({ host: address, port: SMTP_PORT }, signal, deadline), address };
    } catch (error) {
      refusals.push(`${address} ${deadline.aborted ? "no answer" : codeOf(error) || "no answer"}`);
    }
  }
  const reasons = refusals.join(", ") || "DNS returned no address";
  throw new NoConnectionError(`no connection to port 25 of ${host} (${reasons})`, addresses.length > 0);
}

/** Sends EHLO, and starts TLS if the server offers it, as senders do; returns the last reply to EHLO. */
export async function sayHello(client: SmtpClient, host: string, ownName: string): Promise<ProbeReply> {
  await expectReply(client.reply(), 220, "the greeting");
  const hello = await expectReply(client.send(`EHLO ${ownName}`), 250, "EHLO");
  if (!/\bSTARTTLS\b/i.test(hello.text)) return hello;
  await expectReply(client.send("STARTTLS"), 220, "STARTTLS");
  await client.startTls(host);
  return expectReply(client.send(`EHLO ${ownName}`), 250, "EHLO");
}

export async function expectReply(reply: Promise<ProbeReply>, code: number, command: string): Promise<ProbeReply> {
  const answered = await reply;
  if (answered.code !== code) throw new Error(`${command} got ${answered.code} ${answered.text}`);
  return answered;
}
