import { type Delivery, identify, identityOf, type MessageIdentity } from "../../message/model";
import type { JournalRecord, TransportAttempt } from "./records";

/** A message that needs no delivery any more. */
export interface Settled extends MessageIdentity {
  /** Time of settlement, in milliseconds since the epoch. */
  readonly at: number;
}

/** The state that the records of a journal lead to. */
export class JournalState {
  private readonly intents = new Map<string, Delivery>();
  private readonly openAttempts = new Map<string, TransportAttempt>();
  private finished: Settled[] = [];

  /** Deliveries with an INTENT, and without a record of their end. */
  get open(): readonly Delivery[] {
    return [...this.intents.values()];
  }

  /** Messages that were passed to a transport and are not recorded as delivered. */
  get attempts(): readonly TransportAttempt[] {
    return [...this.openAttempts.values()];
  }

  get settled(): readonly Settled[] {
    return this.finished;
  }

  isOpen(message: MessageIdentity): boolean {
    return this.intents.has(identify(message));
  }

  attemptOf(message: MessageIdentity): TransportAttempt | undefined {
    return this.openAttempts.get(identify(message));
  }

  /** Records of everything that is open. */
  openRecords(): readonly JournalRecord[] {
    const open: JournalRecord[] = [];
    if (this.intents.size > 0) open.push({ type: "intent", deliveries: this.open });
    if (this.openAttempts.size > 0) open.push({ type: "attempt", attempts: this.attempts });
    return open;
  }

  apply(record: JournalRecord): void {
    switch (record.type) {
      case "intent":
        for (const delivery of record.deliveries) this.intents.set(identify(delivery), delivery);
        break;
      case "attempt":
        for (const attempt of record.attempts) this.openAttempts.set(identify(attempt), attempt);
        break;
      case "done":
        for (const message of record.messages) {
          this.conclude(message);
          this.finished.push({ ...identityOf(message), at: record.at });
        }
        break;
      case "released":
        for (const message of record.messages) this.conclude(message);
        break;
    }
  }

  forgetSettled(): void {
    this.finished = [];
  }

  private conclude(message: MessageIdentity): void {
    this.intents.delete(identify(message));
    this.openAttempts.delete(identify(message));
  }
}
