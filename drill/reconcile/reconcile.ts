import { join } from "node:path";
import type { Settings } from "../../settings/model";
import type { SentMessage } from "../dispatch";
import { messagesIn, hostRoot } from "../maildir";
import type { UserList } from "../user-list";
import { Reconciler } from "./reconciler";
import { compareDelivery } from "./compare";
import { promisedDeliveries, type PromisedDelivery } from "./promised-deliveries";
import { checkSignatures, type SignatureCount } from "./dkim";
import type { DeliveryFault } from "./delivery-fault";
import { importHeaders } from "./import-headers";

/** The promised deliveries, and the faults in the Maildirs. */
export interface Reconciliation {
  readonly deliveries: readonly PromisedDelivery[];
  readonly faults: readonly DeliveryFault[];
  readonly catchAllCopies: number;
  readonly signatures: SignatureCount;
}

export interface ReconcileRequest {
  readonly settings: Settings;
  readonly users: UserList;
  readonly sentLog: readonly SentMessage[];
  /** The directory below which the Maildirs of the settings are on this machine. */
  readonly root: string;
  readonly isStandby: (host: string) => boolean;
  readonly resolve: (name: string, type: string) => Promise<unknown>;
}

/** Compares every file of every Maildir, byte for byte, with the deliveries that the hosts promised by 250. */
export async function reconcile(request: ReconcileRequest): Promise<Reconciliation> {
  const { settings, users, sentLog, root, isStandby, resolve } = request;
  const deliveries = promisedDeliveries(sentLog, users);
  const reconciler = new Reconciler(deliveries, settings.mailboxes);
  const signatures: SignatureCount = { valid: 0, broken: 0, unchecked: 0 };
  const maildirs = new Set(settings.mailboxes.map(({ host, maildir }) => join(hostRoot(root, host), maildir)));
  for (const { user, host, maildir } of settings.mailboxes) {
    for await (const file of messagesIn(join(hostRoot(root, host), maildir), maildirs)) {
      const foundFile = { user, file };
      const delivery = reconciler.match(foundFile);
      if (delivery === undefined) continue;
      const acceptedBy = isStandby(delivery.host) ? "standby" : "primary";
      const above = (block: string, sent: Buffer) =>
        acceptedBy === "standby" ? importHeaders(settings, delivery, block, sent) : "";
      const fault =
        (await compareDelivery(file.bytes, delivery, acceptedBy, above)) ??
        (await checkSignatures(file.bytes, resolve, signatures));
      if (fault !== undefined) reconciler.addFault("changed", delivery, fault, foundFile);
    }
  }
  await reconciler.finish();
  return { deliveries, faults: reconciler.faults, catchAllCopies: reconciler.catchAllCopies, signatures };
}
