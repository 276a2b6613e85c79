import type { Mailbox } from "../../settings/model";
import { compareKeys } from "../../store/key-order";
import type { DeleteRequest, ObjectSummary, Store } from "../../store/store";
import { StoreError } from "../../store/store-error";
import type { ImportContext } from "../context";
import type { Limits } from "../limits";
import type { Message, MessageIdentity } from "../message/model";
import {
  bucketProblem,
  interruptedProblem,
  isStoreError,
  type Outcome,
  type Outcomes,
  stoppedOutcomes,
  suspendedOutcomes,
} from "../outcome";
import type { DeliveredCursor } from "../state/delivered/delivered-cursor";
import { classifier, type ObjectClass } from "./classify";
import { stillHeldByVerdict } from "./held-by-verdict";
import { unknownEnvelope } from "./unknown-envelope";

/** Maximum number of objects in a batch that need no delivery. */
const MAX_BATCH_OBJECTS = 1000;

/** A part of a listing, sorted by what the importer does with each object. */
export interface ListedBatch {
  /** Messages to deliver. */
  readonly messages: readonly Message[];
  /** Messages that need no delivery, and are recorded as done again, so that the importer does not forget them. */
  readonly remembered: readonly MessageIdentity[];
  /** Objects of messages that an earlier run delivered, and that are still in the store. */
  readonly deletable: readonly DeleteRequest[];
  /** Outcomes of all other objects. */
  readonly outcomes: Outcomes;
}

export interface ListingScope {
  readonly bucket: string;
  /** In key order. */
  readonly prefixes: readonly string[];
  /** The only mailbox to deliver to; `undefined`: all mailboxes. */
  readonly only: Mailbox | undefined;
  /** Milliseconds since the epoch. A delivery whose object no listing has shown since this time is recorded again. */
  readonly rememberSince: number;
}

/** Reads a bucket's listing once, separates messages from other objects, and collects them in batches. */
export class BucketListing {
  private readonly classify;
  private batch = new OpenBatch();
  private whole = false;

  constructor(
    private readonly context: ImportContext,
    private readonly store: Store,
    private readonly delivered: DeliveredCursor,
    private readonly scope: ListingScope,
  ) {
    const { mailboxes, importer, host } = context.settings;
    this.classify = classifier(mailboxes, importer.ignorePrefixes, host);
  }

  /** Whether the listing was read to its end, and every entry could be read. */
  get isWhole(): boolean {
    return this.whole;
  }

  /** Lists the prefixes batch by batch. Ends early if the store fails or the import is asked to stop. */
  async *batches(): AsyncGenerator<ListedBatch> {
    let isWhole = true;
    try {
      for (const prefix of this.scope.prefixes) {
        isWhole = (yield* this.batchesIfAllowed(prefix)) && isWhole;
      }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      isWhole = false;
      const { bucket } = this.scope;
      this.batch.add(this.isAskedToStop ? interruptedProblem(bucket) : bucketProblem(bucket, error));
    }
    if (!this.batch.isEmpty) yield this.takeBatch();
    this.whole = isWhole;
  }

  /**
   * The access key of a host does not cover the prefix of a new mailbox before the next deployment; the mail of the
   * other mailboxes is imported nevertheless.
   */
  private async *batchesIfAllowed(prefix: string): AsyncGenerator<ListedBatch, boolean> {
    try {
      return yield* this.batchesOf(prefix);
    } catch (error) {
      if (prefix === "" || !isStoreError(error, "denied")) throw error;
      this.batch.add(bucketProblem(this.scope.bucket, error));
      return false;
    }
  }

  private async *batchesOf(prefix: string): AsyncGenerator<ListedBatch, boolean> {
    const { bucket } = this.scope;
    let last: string | undefined;
    let isWhole = true;
    const pages = this.store.list(prefix, ({ key, reason }) => {
      this.batch.add({ kind: "held", bucket, key, cause: "unreadable", reason });
      // An unreadable entry may be an object that must not be forgotten.
      isWhole = false;
    });
    for await (const page of pages) {
      if (this.isAskedToStop) {
        this.batch.add(interruptedProblem(bucket));
        return false;
      }
      for (const object of page) {
        if (last !== undefined && compareKeys(object.key, last) <= 0) {
          throw new StoreError("unavailable", `${this.store.name} lists its keys out of order: ${object.key}`);
        }
        last = object.key;
        const objectClass = this.classify(object);
        if (this.batch.isFullWith(object, objectClass, this.context.limits)) yield this.takeBatch();
        await this.sort(object, objectClass);
      }
    }
    return isWhole;
  }

  /** Adds an object to the batch, in the list of what is to be done with it. */
  private async sort(object: ObjectSummary, objectClass: ObjectClass): Promise<void> {
    const { batch, context } = this;
    const { bucket, only, rememberSince } = this.scope;
    const { key, etag } = object;
    const identity = { bucket, key, etag };
    context.time.noteListed(object.lastModified);
    context.openAttempts.noteListed(identity);
    context.heldVerdicts.noteListed(identity);
    if (only && "mailbox" in objectClass && objectClass.mailbox.user !== only.user) return;
    const delivery = (await this.delivered.find(key)).find((known) => known.etag === etag);
    if (delivery) {
      // The objects of `remembered` are deleted, too.
      if (delivery.at < rememberSince) batch.remembered.push(identity);
      else batch.deletable.push({ key, etag });
      return;
    }
    if (objectClass.kind === "unclaimed")
      return batch.add({ kind: "unclaimed", bucket, prefix: objectClass.prefix, object });
    if (objectClass.kind === "elsewhere") return batch.add({ kind: "elsewhere", host: objectClass.mailbox.host ?? "" });
    if (objectClass.kind === "skipped") return batch.add({ ...objectClass, bucket, key });
    if (objectClass.kind === "held") {
      const { mailbox, reason } = objectClass;
      return batch.add({ kind: "held", bucket, key, mailbox: mailbox.user, cause: "too-large", reason });
    }
    const { mailbox } = objectClass;
    const openAttempt = context.openAttempts.heldOutcome(identity);
    if (openAttempt) return batch.add(openAttempt);
    if (context.mailboxes.isSuspended(mailbox.user) || context.journal.isOpen(identity)) {
      return batch.add(...suspendedOutcomes(1));
    }
    const message = { identity, object, mailbox };
    switch (await context.envelopes.decide(bucket, object, mailbox)) {
      case "awaiting-envelope":
        return batch.add({ kind: "awaiting-envelope" });
      case "redundant-copy":
        // Recorded like a delivery, so that the copy is not delivered if SES stores it again.
        batch.remembered.push(identity);
        return batch.add({ kind: "redundant-copy" });
      case "deliver-without-envelope": {
        const unknown = unknownEnvelope(context, message);
        if (unknown) return batch.add(unknown);
        break;
      }
      case "deliver":
        break;
    }
    const stillHeld = await stillHeldByVerdict(context, message);
    if (stillHeld) batch.add(stillHeld);
    else batch.addMessage(message);
  }

  private get isAskedToStop(): boolean {
    return this.context.signal?.aborted === true;
  }

  /** Returns the collected batch. If the import is asked to stop, the messages of the batch stay in the store. */
  private takeBatch(): ListedBatch {
    const { batch } = this;
    this.batch = new OpenBatch();
    if (!this.isAskedToStop) return batch;
    const outcomes = [...batch.outcomes, ...stoppedOutcomes(this.scope.bucket, batch.messages.length)];
    return { messages: [], remembered: [], deletable: batch.deletable, outcomes };
  }
}

/** A batch to which objects are still added. */
class OpenBatch implements ListedBatch {
  readonly messages: Message[] = [];
  readonly remembered: MessageIdentity[] = [];
  readonly deletable: DeleteRequest[] = [];
  readonly outcomes: Outcome[] = [];
  private readonly mailboxes = new Set<Mailbox>();
  private bytes = 0;

  addMessage(message: Message): void {
    this.messages.push(message);
    this.mailboxes.add(message.mailbox);
    this.bytes += message.object.size;
  }

  add(...outcomes: Outcomes): void {
    this.outcomes.push(...outcomes);
  }

  get isEmpty(): boolean {
    return this.messages.length + this.remembered.length + this.deletable.length + this.outcomes.length === 0;
  }

  isFullWith({ size }: ObjectSummary, objectClass: ObjectClass, limits: Limits): boolean {
    const { messages, mailboxes, remembered, deletable, outcomes } = this;
    const { maxBatchMessages, maxBatchMailboxes, maxBatchBytes } = limits;
    if (Math.max(messages.length, remembered.length) >= maxBatchMessages) return true;
    const isForNewMailbox = objectClass.kind === "message" && !mailboxes.has(objectClass.mailbox);
    if (isForNewMailbox && mailboxes.size >= maxBatchMailboxes) return true;
    if (deletable.length + outcomes.length >= MAX_BATCH_OBJECTS) return true;
    return messages.length > 0 && this.bytes + size > maxBatchBytes;
  }
}
