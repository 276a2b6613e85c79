import { groupBy } from "../../lib/group-by";
import type { Mailbox } from "../../settings/model";
import type { MaildirFile } from "../maildir";
import { hasContentOf } from "./compare";
import { deliveryFault, type DeliveryFault } from "./delivery-fault";
import { traceId } from "./header-block";
import type { PromisedDelivery } from "./promised-deliveries";

/** A file with the user in whose Maildir it was found. */
export interface FoundFile {
  readonly user: string;
  readonly file: MaildirFile;
}

/** Matches files with promised deliveries, one file for each delivery. */
export class Reconciler {
  readonly faults: DeliveryFault[] = [];
  /** Copies of other people's messages in the mailboxes of catch-alls, whose rules match whole domains with all their addresses. */
  catchAllCopies = 0;
  private readonly byId: ReadonlyMap<string, readonly PromisedDelivery[]>;
  private readonly found = new Set<PromisedDelivery>();
  private readonly copies = new Set<string>();
  private readonly withoutKnownId: FoundFile[] = [];

  constructor(
    private readonly deliveries: readonly PromisedDelivery[],
    private readonly mailboxes: readonly Mailbox[],
  ) {
    this.byId = groupBy(deliveries, ({ id }) => id);
  }

  /** The delivery of a file, by the id in the file; `undefined`: a second copy, or a copy in another mailbox, which is a fault. */
  match(found: FoundFile): PromisedDelivery | undefined {
    const candidates = this.byId.get(traceId(found.file.bytes) ?? "");
    if (candidates !== undefined) return this.assign(found, candidates);
    this.withoutKnownId.push(found);
    return undefined;
  }

  /**
   * Call this after the last file: it matches files without a known id by their content, and reports deliveries without
   * a file as lost.
   */
  async finish(): Promise<void> {
    for (const foundFile of this.withoutKnownId) {
      const candidates: PromisedDelivery[] = [];
      for (const delivery of this.deliveries) {
        if (await hasContentOf(foundFile.file.bytes, delivery)) candidates.push(delivery);
      }
      if (candidates.length > 0) {
        const delivery = this.assign(foundFile, candidates);
        if (delivery !== undefined)
          this.addFault("changed", delivery, "the header block above the message does not have its id", foundFile);
      } else {
        const what = `the drill did not send ${foundFile.file.path}`;
        this.faults.push({ kind: "unexpected", message: undefined, phase: undefined, mailbox: foundFile.user, what });
      }
    }
    for (const delivery of this.deliveries) {
      if (this.found.has(delivery)) continue;
      this.faults.push(deliveryFault("lost", delivery, `${delivery.host} accepted it as ${delivery.id}`));
    }
  }

  addFault(kind: DeliveryFault["kind"], delivery: PromisedDelivery, what: string, { file }: FoundFile): void {
    this.faults.push(deliveryFault(kind, delivery, `${what} (${file.path})`));
  }

  private assign(found: FoundFile, candidates: readonly PromisedDelivery[]): PromisedDelivery | undefined {
    const ofMailbox = candidates.filter(({ mailbox }) => mailbox.user === found.user);
    const missing = ofMailbox.find((delivery) => !this.found.has(delivery));
    if (missing !== undefined) this.found.add(missing);
    else if (ofMailbox[0] !== undefined)
      this.addFault("duplicated", ofMailbox[0], "another copy of the message", found);
    else if (this.isCatchAllCopy(found.user, candidates)) this.countCopy(found, candidates[0]!);
    else this.addFault("misplaced", candidates[0]!, `a copy of the message is in the mailbox of ${found.user}`, found);
    return missing;
  }

  /** The catch-all's rule matches any recipient of the message in its domains. */
  private isCatchAllCopy(user: string, candidates: readonly PromisedDelivery[]): boolean {
    const domains = this.mailboxes.find((mailbox) => mailbox.user === user)?.catchAllDomains ?? [];
    const recipients = candidates.flatMap(({ sent }) => [...sent.outcomes.keys()]);
    return recipients.some((recipient) => {
      const domain = recipient.slice(recipient.lastIndexOf("@") + 1).toLowerCase();
      return domains.some((name) => (name.startsWith(".") ? domain.endsWith(name) : domain === name));
    });
  }

  private countCopy(found: FoundFile, delivery: PromisedDelivery): void {
    const copy = `${delivery.id} ${found.user}`;
    if (this.copies.has(copy)) this.addFault("duplicated", delivery, "another copy for the catch-all", found);
    else this.catchAllCopies++;
    this.copies.add(copy);
  }
}
