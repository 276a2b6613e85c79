import { join } from "node:path";
import type { Settings } from "../../settings/model";
import type { Sent } from "../sent-log";
import { messagesIn } from "../maildir";
import type { UserList } from "../user-list";
import { Books } from "./reconciler";
import { compare } from "./compare";
import { promised, type Delivery } from "./deliveries";
import { checkSignatures, type SignatureCount } from "./dkim";
import type { Finding } from "./finding";
import { importHeaders } from "./import-headers";

export interface Account {
  readonly deliveries: readonly Delivery[];
  readonly findings: readonly Finding[];
  readonly catchAllCopies: number;
  readonly signatures: SignatureCount;
}

export interface AccountRequest {
  readonly settings: Settings;
  readonly users: UserList;
  readonly ledger: readonly Sent[];
  /** Where the Maildirs of the settings begin on this machine. */
  readonly root: string;
  readonly isStandby: (host: string) => boolean;
  readonly resolve: (name: string, type: string) => Promise<unknown>;
}

/** Looks into every Maildir, and compares what is there, byte for byte, with what the senders were promised. */
export async function takeAccount(request: AccountRequest): Promise<Account> {
  const { settings, users, ledger, root, isStandby, resolve } = request;
  const deliveries = promised(ledger, users);
  const books = new Books(deliveries, settings.mailboxes);
  const signatures: SignatureCount = { valid: 0, broken: 0, unchecked: 0 };
  const maildirs = new Set(settings.mailboxes.map(({ maildir }) => join(root, maildir)));
  for (const { user, maildir } of settings.mailboxes) {
    for await (const file of messagesIn(join(root, maildir), maildirs)) {
      const found = { user, file };
      const delivery = books.enter(found);
      if (delivery === undefined) continue;
      const taker = isStandby(delivery.host) ? "standby" : "primary";
      const above = (block: string, sent: Buffer) =>
        taker === "standby" ? importHeaders(settings, delivery, block, sent) : "";
      const fault =
        (await compare(file.bytes, delivery, taker, above)) ?? (await checkSignatures(file.bytes, resolve, signatures));
      if (fault !== undefined) books.find("changed", delivery, fault, found);
    }
  }
  await books.close();
  return { deliveries, findings: books.findings, catchAllCopies: books.catchAllCopies, signatures };
}
