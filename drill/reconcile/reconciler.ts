import { groupBy } from "../group-by";
import type { Mailbox } from "../../settings/model";
import type { MaildirFile } from "../maildir";
import { hasContentOf } from "./compare";
import type { Delivery } from "./deliveries";
import { findingOf, type Finding } from "./finding";
import { traceId } from "./header-block";

/** A file with whose Maildir it lies in. */
export interface FoundFile {
  readonly user: string;
  readonly file: MaildirFile;
}

/** Which promise each file keeps: a promise can be kept once. */
export class Books {
  readonly findings: Finding[] = [];
  /** Copies of other people's messages in the mailboxes of catch-alls, whose rules match whole domains, known addresses too. */
  catchAllCopies = 0;
  private readonly byId: ReadonlyMap<string, readonly Delivery[]>;
  private readonly kept = new Set<Delivery>();
  private readonly copies = new Set<string>();
  private readonly nameless: FoundFile[] = [];

  constructor(
    private readonly deliveries: readonly Delivery[],
    private readonly mailboxes: readonly Mailbox[],
  ) {
    this.byId = groupBy(deliveries, ({ id }) => id);
  }

  /** The promise that the file keeps by its id; a second copy, or one in the wrong mailbox, is written down and keeps none. */
  enter(found: FoundFile): Delivery | undefined {
    const promises = this.byId.get(traceId(found.file.bytes) ?? "");
    if (promises !== undefined) return this.settle(found, promises);
    this.nameless.push(found);
    return undefined;
  }

  /** After the last file: the files without a known id are judged by their content, and what is still open is lost. */
  async close(): Promise<void> {
    for (const found of this.nameless) {
      const promises: Delivery[] = [];
      for (const delivery of this.deliveries) {
        if (await hasContentOf(found.file.bytes, delivery)) promises.push(delivery);
      }
      if (promises.length > 0) {
        const delivery = this.settle(found, promises);
        if (delivery !== undefined)
          this.find("changed", delivery, "the header block before it does not name it", found);
      } else {
        const what = `nobody sent ${found.file.path}`;
        this.findings.push({ kind: "unexpected", message: undefined, phase: undefined, mailbox: found.user, what });
      }
    }
    for (const delivery of this.deliveries) {
      if (this.kept.has(delivery)) continue;
      this.findings.push(findingOf("lost", delivery, `${delivery.host} accepted it as ${delivery.id}`));
    }
  }

  find(kind: Finding["kind"], delivery: Delivery, what: string, { file }: FoundFile): void {
    this.findings.push(findingOf(kind, delivery, `${what} (${file.path})`));
  }

  private settle(found: FoundFile, promises: readonly Delivery[]): Delivery | undefined {
    const own = promises.filter(({ mailbox }) => mailbox.user === found.user);
    const open = own.find((delivery) => !this.kept.has(delivery));
    if (open !== undefined) this.kept.add(open);
    else if (own[0] !== undefined) this.find("duplicated", own[0], "here is another copy of it", found);
    else if (this.isCatchAllCopy(found.user, promises)) this.enterCopy(found, promises[0]!);
    else this.find("misplaced", promises[0]!, `a copy of it is in the mailbox of ${found.user}`, found);
    return open;
  }

  /** The catch-all's rule matches any recipient of the message in its domains. */
  private isCatchAllCopy(user: string, promises: readonly Delivery[]): boolean {
    const domains = this.mailboxes.find((mailbox) => mailbox.user === user)?.catchAllDomains ?? [];
    const recipients = promises.flatMap(({ sent }) => [...sent.fates.keys()]);
    return recipients.some((recipient) => {
      const domain = recipient.slice(recipient.lastIndexOf("@") + 1).toLowerCase();
      return domains.some((name) => (name.startsWith(".") ? domain.endsWith(name) : domain === name));
    });
  }

  private enterCopy(found: FoundFile, promise: Delivery): void {
    const copy = `${promise.id} ${found.user}`;
    if (this.copies.has(copy)) this.find("duplicated", promise, "here is another catch-all's copy of it", found);
    else this.catchAllCopies++;
    this.copies.add(copy);
  }
}
