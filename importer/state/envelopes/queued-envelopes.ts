import type { Mailbox, Region } from "../../../settings/model";
import type { ObjectSummary } from "../../../store/store";
import type { MessageIdentity } from "../journal/records";
import type { Machine } from "../../machine/machine";
import type { ImportReport } from "../../report";
import type { ImportSettings } from "../../context";
import { mailboxRules } from "../../../settings/names/mailbox-rules";
import { addressOwners, type AddressOwners } from "./address-owners";
import { collectRecords } from "./collect-records";
import type { Envelope, Envelopes, Judgement } from "./envelope";
import { EnvelopeFiles } from "./envelope-files";
import type { OpenQueue } from "./record-queue";
import { DAY_MS, MINUTE_MS } from "../../../lib/time";

/** Milliseconds that SES's word of a message may take longer than the message. It mostly takes one second. */
export const PATIENCE = 2 * MINUTE_MS;

/** Milliseconds for which an envelope is kept for a message that nobody lists. SQS keeps a record for 14 days at most. */
const KEPT = 30 * DAY_MS;

/** What the records of a queue say. Where a record is missing, everything is as without a queue: a copy too many, never one lost. */
export class QueuedEnvelopes implements Envelopes {
  private readonly addresses: AddressOwners;
  private readonly byPrefix: ReadonlyMap<string, Mailbox>;
  private readonly files: EnvelopeFiles;

  constructor(
    private readonly machine: Pick<Machine, "disk" | "now" | "random">,
    directory: string,
    { mailboxes }: Pick<ImportSettings, "mailboxes">,
    private readonly openQueue: OpenQueue,
  ) {
    const catchAlls = mailboxes.filter(({ catchAllDomains }) => catchAllDomains.length > 0).length;
    this.files = new EnvelopeFiles(machine.disk, directory, () => machine.now(), 1 + catchAlls);
    this.addresses = addressOwners(mailboxes);
    this.byPrefix = new Map(mailboxes.map((mailbox) => [mailbox.prefix, mailbox]));
  }

  async collect(region: Region, report: ImportReport, signal: AbortSignal | undefined): Promise<void> {
    await collectRecords(() => this.openQueue(region), region.bucket, this.files, report, signal);
    await this.files.tidy(this.machine.random().slice(0, 2), this.machine.now() - KEPT);
  }

  async of({ bucket, key }: Pick<MessageIdentity, "bucket" | "key">): Promise<Envelope | undefined> {
    const record = await this.files.read(bucket, key);
    if (!record) return undefined;
    const { recipients } = record;
    const mailbox = this.byPrefix.get(prefixOf(key));
    const own = recipients.filter((recipient) => this.isFor(recipient, mailbox));
    const { sender, dmarcPolicy } = record;
    return { sender, recipients: own.length > 0 ? own : recipients, dmarcPolicy };
  }

  async judge(
    bucket: string,
    { key, lastModified }: Pick<ObjectSummary, "key" | "lastModified">,
    mailbox: Mailbox,
  ): Promise<Judgement> {
    const age = this.machine.now() - lastModified.getTime();
    const undecided = age >= 0 && age < PATIENCE ? "early" : "deliver";
    const record = await this.files.read(bucket, key);
    if (!record) return undecided;
    if (mailbox.catchAllDomains.length === 0) return "deliver";
    // Each of several rules tells of its own recipients; of one object that nobody has told of in full, none is superfluous.
    if (mailboxRules(mailbox).length > 1) return "deliver";
    if (record.recipients.some((recipient) => this.isFor(recipient, mailbox))) return "deliver";
    return (await this.othersHave(bucket, key, record)) ? "superfluous" : undecided;
  }

  async forget(bucket: string, keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const record = await this.files.read(bucket, key);
      if (!record) continue;
      const mailbox = this.byPrefix.get(prefixOf(key));
      // A catch-all without its copy asks no more who else has the message.
      const asked = mailbox?.catchAllDomains.length
        ? record.recipients.flatMap((recipient) => this.copiesFor(recipient, key))
        : [];
      for (const copy of new Set(asked)) if (copy !== key) await this.release(bucket, copy);
      await this.release(bucket, key);
    }
  }

  /**
   * Whether SES says of every recipient that it has stored the message for all of that recipient's own mailboxes. The addresses in
   * the settings are not enough: the rules may have been others when the message came.
   */
  private async othersHave(bucket: string, key: string, { recipients }: Envelope): Promise<boolean> {
    for (const recipient of recipients) {
      const copies = this.copiesFor(recipient, key);
      if (copies.length === 0) return false;
      for (const copy of copies) {
        const record = await this.files.read(bucket, copy);
        if (!record?.recipients.includes(recipient)) return false;
      }
    }
    return true;
  }

  /** The envelope is needed by the message's own mailbox, and by each catch-all that has a copy of the message. */
  private async release(bucket: string, key: string): Promise<void> {
    const record = await this.files.read(bucket, key);
    const mailbox = this.byPrefix.get(prefixOf(key));
    const own =
      record?.recipients.filter((recipient) => this.addresses.owners(recipient).some((owner) => owner === mailbox)) ??
      [];
    const askers = new Set(own.flatMap((recipient) => this.addresses.catchAlls(recipient)));
    if (mailbox) askers.delete(mailbox);
    await this.files.release(bucket, key, 1 + askers.size);
  }

  /** Keys of the objects that are the same message as another, in the recipient's own mailboxes. */
  private copiesFor(recipient: string, key: string): string[] {
    const id = key.slice(key.lastIndexOf("/") + 1);
    return this.addresses.owners(recipient).map(({ prefix }) => `${prefix}/${id}`);
  }

  private isFor(recipient: string, mailbox: Mailbox | undefined): boolean {
    const owners = this.addresses.owners(recipient);
    return (owners.length > 0 ? owners : this.addresses.catchAlls(recipient)).some(
      ({ user }) => user === mailbox?.user,
    );
  }
}

function prefixOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf("/")));
}
