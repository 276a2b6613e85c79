import { sesBlock } from "../../../fixtures/ses-block";
import type { Settings } from "../../../settings/model";
import type { DirectoryStore } from "../../../store/directory-store";
import { type MemoryQueue, notification } from "../../unit/importer/state/envelopes/memory-queue";

export interface StoredLetter {
  readonly subject: string;
  /** Full addresses. */
  readonly recipients: readonly string[];
}

/** Stores a message as SES does, one object for each mailbox, and puts a record of each into the queue. */
export async function storeAsSes(
  store: DirectoryStore,
  queue: MemoryQueue,
  { mailboxes }: Settings,
  { subject, recipients }: StoredLetter,
): Promise<void> {
  for (const { prefix, addresses, catchAllDomains } of mailboxes) {
    const matched = recipients.filter((recipient) => {
      const [local = "", domain = ""] = recipient.split("@");
      return addresses.includes(`${local.split("+")[0]}@${domain}`) || catchAllDomains.includes(domain);
    });
    if (matched.length === 0) continue;
    const key = `${prefix}/${subject}`;
    await store.put(key, Buffer.from(`${sesBlock({ recipient: recipients[0]! })}Subject: ${subject}\r\n\r\nbody\r\n`));
    queue.send(notification(key, matched));
  }
}
