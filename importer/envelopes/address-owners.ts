import type { Mailbox } from "../../settings/model";

/**
 * Says whose an envelope recipient is, as the recipient conditions of the receipt rules do: `alice@` takes `alice+label@` too.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
 */
export function addressOwners(mailboxes: readonly Mailbox[]): (recipient: string) => Mailbox | undefined {
  const owners = new Map(mailboxes.flatMap((mailbox) => mailbox.addresses.map((address) => [address, mailbox])));
  return (recipient) => {
    const [, local = "", domain] = /^(.*)@(.*)$/s.exec(recipient.toLowerCase()) ?? [];
    return owners.get(`${local}@${domain}`) ?? owners.get(`${local.split("+", 1)[0]}@${domain}`);
  };
}
