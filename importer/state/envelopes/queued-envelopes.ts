import type { Mailbox, Region } from "../../../settings/model";
import type { ObjectSummary } from "../../../store/store";
import type { MessageIdentity } from "../journal/records";
import type { Machine } from "../../machine/machine";
import type { ImportReport } from "../../report";
import type { ImportSettings } from "../../context";
import { addressOwners } from "./address-owners";
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
  private readonly ownerOf;
  private readonly byPrefix;

  private readonly catchAll;
  private readonly files;

  constructor(
    private readonly machine: Pick<Machine, "disk" | "now" | "random">,
    directory: string,
    { mailboxes, catchAll }: Pick<ImportSettings, "mailboxes" | "catchAll">,
    private readonly openQueue: OpenQueue,
  ) {
    this.catchAll = catchAll;
    this.files = new EnvelopeFiles(machine.disk, directory, () => machine.now());
    this.ownerOf = addressOwners(mailboxes);
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
    const user = this.byPrefix.get(prefixOf(key))?.user;
    const own = recipients.filter((recipient) => this.userOf(recipient) === user);
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
    if (mailbox.user !== this.catchAll) return "deliver";
    if (record.recipients.some((recipient) => this.userOf(recipient) === this.catchAll)) return "deliver";
    return (await this.othersHave(bucket, key, record)) ? "superfluous" : undecided;
  }

  async forget(bucket: string, keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      if (this.catchAll === undefined) await this.files.remove(bucket, key);
      else if (this.byPrefix.get(prefixOf(key))?.user === this.catchAll) await this.forgetCatchAll(bucket, key);
      else await this.files.release(bucket, key);
    }
  }

  /**
   * Whether SES says of every recipient that it has stored the message for that recipient's own mailbox. The addresses in the
   * settings are not enough: the rules may have been others when the message came.
   */
  private async othersHave(bucket: string, key: string, { recipients }: Envelope): Promise<boolean> {
    for (const recipient of recipients) {
      const copy = this.copyFor(recipient, key);
      const record = copy === undefined ? undefined : await this.files.read(bucket, copy);
      if (!record?.recipients.includes(recipient)) return false;
    }
    return true;
  }

  /** With the catch-all's copy, nobody asks any more who else has it. */
  private async forgetCatchAll(bucket: string, key: string): Promise<void> {
    const record = await this.files.read(bucket, key);
    const copies = record?.recipients.flatMap((recipient) => this.copyFor(recipient, key) ?? []);
    for (const copy of new Set(copies)) if (copy !== key) await this.files.release(bucket, copy);
    await this.files.remove(bucket, key);
  }

  /** Key of the object in the mailbox of the recipient that is the same message as another. */
  private copyFor(recipient: string, key: string): string | undefined {
    const owner = this.ownerOf(recipient);
    return owner && `${owner.prefix}/${key.slice(key.lastIndexOf("/") + 1)}`;
  }

  private userOf(recipient: string): string | undefined {
    return this.ownerOf(recipient)?.user ?? this.catchAll;
  }
}

function prefixOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf("/")));
}
