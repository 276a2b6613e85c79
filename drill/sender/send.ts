import { groupBy } from "../../lib/group-by";
import { tryingOrder, type MailExchanger } from "./mail-exchangers";
import type { SenderOptions, SocketAddress } from "./smtp-session";
import { transact, type OutgoingMessage } from "./transaction";

/** The number of recipients that every server must accept (RFC 5321 section 4.5.3.1.8). */
const MAX_RECIPIENTS_PER_TRANSACTION = 100;

/** A host that did not accept a recipient, and the reason why the sender tried the next host. */
export interface FailedAttempt {
  readonly host: string;
  readonly reason: string;
}

/**
 * The result for one envelope recipient. `waiting`: no host accepted or refused the recipient, which stays in the
 * sender's queue.
 */
export type SendOutcome = { readonly failedAttempts: readonly FailedAttempt[] } & (
  | { readonly kind: "accepted" | "refused"; readonly host: string; readonly reply: string }
  | { readonly kind: "waiting" }
);

export interface DrillNetwork {
  /** The MX record set of a domain; empty when the domain has none. */
  exchangers(domain: string): readonly MailExchanger[];
  /** The address at which a host listens. */
  locate(host: string): SocketAddress;
}

/**
 * Sends one message as RFC 5321 section 5.1 requires: one transaction for each domain, with its hosts in the order of
 * preference. After no reply or 4yz the sender tries the next host for the recipients concerned; 5yz is final.
 */
export async function send(
  message: OutgoingMessage,
  recipients: readonly string[],
  network: DrillNetwork,
  options: SenderOptions,
): Promise<ReadonlyMap<string, SendOutcome>> {
  const outcomes = new Map<string, SendOutcome>();
  for (const [domain, ofDomain] of groupBy(recipients, domainOf)) {
    const hosts = tryingOrder(network.exchangers(domain));
    for (const [recipient, outcome] of await toOneDomain(message, ofDomain, hosts, network, options)) {
      outcomes.set(recipient, outcome);
    }
  }
  return outcomes;
}

async function toOneDomain(
  message: OutgoingMessage,
  recipients: readonly string[],
  hosts: readonly MailExchanger[],
  network: DrillNetwork,
  options: SenderOptions,
): Promise<ReadonlyMap<string, SendOutcome>> {
  const outcomes = new Map<string, SendOutcome>(
    recipients.map((recipient) => [recipient, { kind: "waiting", failedAttempts: [] }]),
  );
  for (const { host } of hosts) {
    const waiting = recipients.filter((recipient) => outcomes.get(recipient)!.kind === "waiting");
    if (waiting.length === 0) break;
    for (let first = 0; first < waiting.length; first += MAX_RECIPIENTS_PER_TRANSACTION) {
      const some = waiting.slice(first, first + MAX_RECIPIENTS_PER_TRANSACTION);
      for (const [recipient, result] of await transact(network.locate(host), message, some, options)) {
        const { failedAttempts } = outcomes.get(recipient)!;
        if (result.kind === "tryNext") {
          const attempt = { host, reason: result.reason };
          outcomes.set(recipient, { kind: "waiting", failedAttempts: [...failedAttempts, attempt] });
        } else outcomes.set(recipient, { ...result, host, failedAttempts });
      }
    }
  }
  return outcomes;
}

const domainOf = (recipient: string) => recipient.slice(recipient.lastIndexOf("@") + 1).toLowerCase();
