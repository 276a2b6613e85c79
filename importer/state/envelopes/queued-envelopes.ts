import type { Mailbox, Region, Settings } from "../../../settings/model";
import { isOfHost } from "../../../settings/names/hosts";
import { prefixOfKey } from "../../../settings/names/key-prefixes";
import { mailboxRules } from "../../../settings/names/mailbox-rules";
import type { ObjectSummary } from "../../../store/store";
import { DAY_MS, MINUTE_MS } from "../../../lib/time";
import type { Machine } from "../../machine/machine";
import { addressOwners, type AddressOwners } from "../../message/address-owners";
import type { Envelope, MessageIdentity } from "../../message/model";
import type { Outcomes } from "../../outcome";
import { collectRecords } from "./collect-records";
import { EnvelopeFiles, type KnownEnvelope } from "./envelope-files";
import type { EnvelopeDecision, Envelopes } from "./envelopes";
import type { OpenQueue } from "./record-queue";

/** Milliseconds by which a queue record may arrive later than its message. Most records arrive within a second. */
export const ENVELOPE_GRACE_MS = 2 * MINUTE_MS;

/** Milliseconds for which an envelope is kept: longer than a message waits for its server or for a person. */
const ENVELOPE_RETENTION_MS = 366 * DAY_MS;

/**
 * Envelopes from the records of a queue. A message without a record is delivered as if there were no queue: at worst a
 * mailbox gets an extra copy.
 */
export class QueuedEnvelopes implements Envelopes {
  private readonly addresses: AddressOwners;
  private readonly byPrefix: ReadonlyMap<string, Mailbox>;
  private readonly files: EnvelopeFiles;
  private readonly isHere: (mailbox: Mailbox) => boolean;
  private collected: "nothing" | "a part" | "everything" = "nothing";

  constructor(
    private readonly machine: Pick<Machine, "disk" | "now" | "random">,
    directory: string,
    { mailboxes, host }: Pick<Settings, "mailboxes" | "host">,
    private readonly openQueue: OpenQueue,
  ) {
    this.isHere = (mailbox) => isOfHost(mailbox, host);
    const catchAlls = mailboxes.filter(({ catchAllDomains }) => catchAllDomains.length > 0).length;
    this.files = new EnvelopeFiles(machine.disk, directory, () => machine.now(), 1 + catchAlls);
    this.addresses = addressOwners(mailboxes);
    this.byPrefix = new Map(mailboxes.map((mailbox) => [mailbox.prefix, mailbox]));
  }

  async collect(region: Region, signal: AbortSignal | undefined): Promise<Outcomes> {
    const open = () => this.openQueue(region);
    const isOfUse = (envelope: KnownEnvelope) => this.isOfUse(envelope);
    const outcomes = await collectRecords(open, this.files, { bucket: region.bucket, isOfUse, signal });
    const isFailed = outcomes.some((outcome) => outcome.kind === "problem");
    this.collected = isFailed || this.collected === "a part" ? "a part" : "everything";
    await this.files.tidy(this.machine.random().slice(0, 2), this.machine.now() - ENVELOPE_RETENTION_MS);
    return outcomes;
  }

  /**
   * Another host delivers its own messages; a catch-all of this host needs the envelopes of copies that its recipients
   * have on the other host.
   */
  private isOfUse({ key, recipients }: KnownEnvelope): boolean {
    const mailbox = this.byPrefix.get(prefixOfKey(key));
    return !mailbox || this.isHere(mailbox) || this.decidingCatchAlls(mailbox, recipients).size > 0;
  }

  /** The catch-alls of this host that need the record of a mailbox's copy to decide about their own copies. */
  private decidingCatchAlls(mailbox: Mailbox | undefined, recipients: readonly string[]): ReadonlySet<Mailbox> {
    const ownRecipients = recipients.filter((recipient) =>
      this.addresses.owners(recipient).some((owner) => owner === mailbox),
    );
    const catchAlls = new Set(
      ownRecipients.flatMap((recipient) => this.addresses.catchAlls(recipient).filter(this.isHere)),
    );
    if (mailbox) catchAlls.delete(mailbox);
    return catchAlls;
  }

  /** False in a dry run, which does not read the queue. */
  get isComplete(): boolean {
    return this.collected === "everything";
  }

  async of({ bucket, key }: Pick<MessageIdentity, "bucket" | "key">): Promise<Envelope | undefined> {
    const record = await this.files.read(bucket, key);
    if (!record) return undefined;
    const { recipients } = record;
    const mailbox = this.byPrefix.get(prefixOfKey(key));
    // A catch-all's rule matches recipients of other mailboxes too; any other rule only those that the mailbox had at that time.
    const isCatchAll = mailbox !== undefined && mailbox.catchAllDomains.length > 0;
    const ownRecipients = isCatchAll ? recipients.filter((recipient) => this.isFor(recipient, mailbox)) : [];
    const { sender, dmarcPolicy } = record;
    return { sender, recipients: ownRecipients.length > 0 ? ownRecipients : recipients, dmarcPolicy };
  }

  async decide(
    bucket: string,
    { key, lastModified }: Pick<ObjectSummary, "key" | "lastModified">,
    mailbox: Mailbox,
  ): Promise<EnvelopeDecision> {
    const age = this.machine.now() - lastModified.getTime();
    const isWithinGrace = age >= 0 && age < ENVELOPE_GRACE_MS;
    const record = await this.files.read(bucket, key);
    if (!record) return isWithinGrace ? "awaiting-envelope" : "deliver-without-envelope";
    if (mailbox.catchAllDomains.length === 0) return "deliver";
    // If a mailbox has several rules, each rule reports its own recipients. The record of one rule may be missing, so
    // the copy may not be redundant.
    if (mailboxRules(mailbox).length > 1) return "deliver";
    if (record.recipients.some((recipient) => this.isFor(recipient, mailbox))) return "deliver";
    return (await this.othersHave(bucket, key, record))
      ? "redundant-copy"
      : isWithinGrace
        ? "awaiting-envelope"
        : "deliver";
  }

  async forget(bucket: string, keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const record = await this.files.read(bucket, key);
      if (!record) continue;
      const mailbox = this.byPrefix.get(prefixOfKey(key));
      // Once the catch-all's copy is gone, no decision needs the envelopes of the other copies.
      const copies = mailbox?.catchAllDomains.length
        ? record.recipients.flatMap((recipient) => this.copiesFor(recipient, key))
        : [];
      for (const copy of new Set(copies)) if (copy !== key) await this.release(bucket, copy);
      await this.release(bucket, key);
    }
  }

  /**
   * Whether SES reports for every recipient that it stored the message for all of that recipient's own mailboxes. The
   * addresses in the settings are no proof: other receipt rules may have applied when the message came.
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

  /** The delivery of the message needs its envelope, and so does the decision about each catch-all's copy. */
  private async release(bucket: string, key: string): Promise<void> {
    const record = await this.files.read(bucket, key);
    const mailbox = this.byPrefix.get(prefixOfKey(key));
    const catchAlls = this.decidingCatchAlls(mailbox, record?.recipients ?? []);
    const isDeliveredHere = mailbox === undefined || this.isHere(mailbox);
    await this.files.release(bucket, key, Number(isDeliveredHere) + catchAlls.size);
  }

  /** Keys of the copies of a message in the recipient's own mailboxes. */
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
