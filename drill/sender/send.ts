import { groupBy } from "../group-by";
import { inOrder, type MailExchanger } from "./mail-exchangers";
import type { Address } from "./smtp-session";
import { transact, type OutgoingMessage, type SenderOptions } from "./transaction";

/** RFC 5321 section 4.5.3.1.8: no server has to take more. */
const MAX_RECIPIENTS_PER_TRANSACTION = 100;

/** One host that was tried and did not help, and why. */
export interface Detour {
  readonly host: string;
  readonly reason: string;
}

/** What became of one envelope recipient. `waiting`: no host took it; it stays in the sender's queue. */
export type Fate = { readonly detours: readonly Detour[] } & (
  | { readonly kind: "accepted" | "refused"; readonly host: string; readonly reply: string }
  | { readonly kind: "waiting" }
);

export interface Network {
  /** The MX record set of a domain; empty when it has none. */
  exchangers(domain: string): readonly MailExchanger[];
  /** Where a host listens. */
  locate(host: string): Address;
}

/**
 * Sends one message as RFC 5321 section 5.1 has it: one transaction a domain, its hosts in order of preference; the next
 * host after no answer or a 4yz reply, each recipient for itself; a 5yz reply is final.
 */
export async function send(
  message: OutgoingMessage,
  recipients: readonly string[],
  network: Network,
  options: SenderOptions,
): Promise<ReadonlyMap<string, Fate>> {
  const fates = new Map<string, Fate>();
  for (const [domain, ofDomain] of groupBy(recipients, domainOf)) {
    const hosts = inOrder(network.exchangers(domain));
    for (const [recipient, fate] of await toOneDomain(message, ofDomain, hosts, network, options)) {
      fates.set(recipient, fate);
    }
  }
  return fates;
}

async function toOneDomain(
  message: OutgoingMessage,
  recipients: readonly string[],
  hosts: readonly MailExchanger[],
  network: Network,
  options: SenderOptions,
): Promise<ReadonlyMap<string, Fate>> {
  const fates = new Map<string, Fate>(recipients.map((recipient) => [recipient, { kind: "waiting", detours: [] }]));
  for (const { host } of hosts) {
    const waiting = recipients.filter((recipient) => fates.get(recipient)!.kind === "waiting");
    if (waiting.length === 0) break;
    for (let first = 0; first < waiting.length; first += MAX_RECIPIENTS_PER_TRANSACTION) {
      const some = waiting.slice(first, first + MAX_RECIPIENTS_PER_TRANSACTION);
      for (const [recipient, answer] of await transact(network.locate(host), message, some, options)) {
        const { detours } = fates.get(recipient)!;
        if (answer.kind === "tryNext") {
          fates.set(recipient, { kind: "waiting", detours: [...detours, { host, reason: answer.reason }] });
        } else fates.set(recipient, { ...answer, host, detours });
      }
    }
  }
  return fates;
}

const domainOf = (recipient: string) => recipient.slice(recipient.lastIndexOf("@") + 1).toLowerCase();
