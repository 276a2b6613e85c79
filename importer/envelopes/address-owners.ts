import type { Mailbox } from "../../settings/model";

/**
 * Says whose an envelope recipient is, as the recipient conditions of the receipt rules do: `alice@` takes `alice+label@` too.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
 */
export function addressOwners(mailboxes: readonly Mailbox[]): (recipient: string) => Mailbox | undefined {
  const owners = new Map(mailboxes.flatMap((mailbox) => mailbox.addresses.map((address) => [address, mailbox])));
  return (recipient) => {
    const address = recipient.toLowerCase();
    const at = address.lastIndexOf("@");
    for (let end = at; end > 0; end = address.lastIndexOf("+", end - 1)) {
      const owner = owners.get(address.slice(0, end) + address.slice(at));
      if (owner) return owner;
    }
    return undefined;
  };
}
