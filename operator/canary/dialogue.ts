import { hostname } from "node:os";
import { messageOf } from "../../lib/errors";
import type { DnsLookups } from "../doctor/dns/dns-lookups";
import type { ProbeReply } from "../doctor/smtp/smtp-client";
import { connectToStandby, expectReply, sayHello } from "../doctor/smtp/standby-session";
import type { CanaryMessage } from "./canary-message";

/** The standby's replies to a sender. */
export interface DialogueResult {
  /** The address of the host that accepted the connection. */
  readonly ip: string;
  readonly helo: string;
  readonly hello: ProbeReply;
  /**
   * Reply to RCPT of the invented address; `undefined`: a catch-all accepts every address, so there is no invented
   * address.
   */
  readonly invented: ProbeReply | undefined;
  /** Reply to RCPT of the real address, or, if that was accepted, to the message. */
  readonly answer: ProbeReply;
  readonly isAccepted: boolean;
}

/** The connection broke off, or the reply to another command was unexpected. */
export class DialogueError extends Error {
  override readonly name = "DialogueError";
}

export interface DialogueOptions {
  readonly host: string;
  readonly dns: DnsLookups;
  readonly message: CanaryMessage;
  readonly inventedAddress: string | undefined;
  readonly signal: AbortSignal;
}

/** Sends the message, after a RCPT of the invented address in a transaction of its own. Also throws `NoConnectionError`. */
export async function talkToStandby(options: DialogueOptions): Promise<DialogueResult> {
  const { host, dns, message, inventedAddress, signal } = options;
  const { client, address: ip } = await connectToStandby(host, dns, signal);
  signal.addEventListener("abort", () => client.close(), { once: true });
  const helo = hostname();
  const from = `MAIL FROM:<${message.address}>`;
  try {
    const hello = await sayHello(client, host, helo);
    let invented: ProbeReply | undefined;
    if (inventedAddress !== undefined) {
      await expectReply(client.send(from), 250, "MAIL FROM");
      invented = await client.send(`RCPT TO:<${inventedAddress}>`);
      await expectReply(client.send("RSET"), 250, "RSET");
    }
    await expectReply(client.send(from), 250, "MAIL FROM");
    const recipient = await client.send(`RCPT TO:<${message.address}>`);
    if (recipient.code !== 250) {
      await client.send("QUIT").catch(() => undefined);
      return { ip, helo, hello, invented, answer: recipient, isAccepted: false };
    }
    await expectReply(client.send("DATA"), 354, "DATA");
    const answer = await client.send(`${message.text}.`);
    await client.send("QUIT").catch(() => undefined);
    return { ip, helo, hello, invented, answer, isAccepted: answer.code === 250 };
  } catch (error) {
    const reason = signal.aborted ? "the dialogue took too long" : `the dialogue broke off: ${messageOf(error)}`;
    throw new DialogueError(reason, { cause: error });
  } finally {
    client.close();
  }
}
