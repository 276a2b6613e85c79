import { asciiLowerCase } from "../../../lib/domain-name";
import type { Mailbox } from "../../../settings/model";

/** Says whose an envelope recipient is, as the recipient conditions of the receipt rules do. */
export function addressOwners(mailboxes: readonly Mailbox[]): (recipient: string) => Mailbox | undefined {
  const owners = new Map(mailboxes.flatMap((mailbox) => mailbox.addresses.map((address) => [address, mailbox])));
  return (recipient) => {
    const [address, unlabelled] = matchedBy(recipient);
    return owners.get(address) ?? owners.get(unlabelled);
  };
}

/** Whether an envelope recipient is the mailbox's. */
export function isAddressOf({ addresses }: Mailbox, recipient: string): boolean {
  return matchedBy(recipient).some((address) => addresses.includes(address));
}

/**
 * The addresses whose recipient condition matches a recipient: `alice@` takes `alice+label@` too.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
 */
function matchedBy(recipient: string): [address: string, unlabelled: string] {
  const [, local = "", domain] = /^(.*)@(.*)$/s.exec(asciiLowerCase(recipient)) ?? [];
  return [`${local}@${domain}`, `${local.split("+", 1)[0]}@${domain}`];
}
