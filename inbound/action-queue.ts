import type { BucketWriter } from "./bucket-writer";
import type { Clock } from "./clock";
import type { EventLog, ObjectPlace } from "./endpoint-event";
import type { FailedAction, MessageActions, OnStored } from "./message-actions";
import { Semaphore } from "../lib/semaphore";
import { undocumented } from "./undocumented";
import { messageOf } from "../lib/errors";
import { HOUR_MS } from "../lib/time";

/** The metrics of a receipt rule set, counted in messages: https://docs.aws.amazon.com/ses/latest/dg/receiving-email-metrics.html */
export interface Counters {
  /** Messages that at least one rule matched. */
  readonly Received: number;
  /** Messages whose actions all succeeded. */
  readonly PublishSuccess: number;
  /** Attempts that failed; each is followed by another attempt or the expiry. */
  readonly PublishFailure: number;
  /** Messages that were given up. */
  readonly PublishExpired: number;
}

/** SES retries for 36 hours: https://docs.aws.amazon.com/ses/latest/dg/receiving-email-metrics.html */
const MAX_RETRY_MS = 36 * HOUR_MS;

/**
 * Bounds the memory: each attempt has three copies of its message, as received, as an object, and in the thread that
 * examines it.
 */
const MAX_ATTEMPTS_AT_ONCE = 4;

/**
 * Milliseconds for the last attempts. systemd kills a service 90 seconds after SIGTERM by default, and then nothing would report the
 * messages that are lost.
 */
const STOP_TIMEOUT_MS = 30_000;

/** When a failed message is tried again. */
interface Retry {
  /** Milliseconds until the next attempt. */
  readonly delay: number;
  /** When the message is given up, as `Clock.elapsed` counts. */
  readonly deadline: number;
}

/** Carries out the actions of accepted messages, with retries until they succeed or 36 hours have passed. */
export class ActionQueue {
  readonly counters = { Received: 0, PublishSuccess: 0, PublishFailure: 0, PublishExpired: 0 };
  private readonly running = new Set<Promise<void>>();
  /** Messages of which an attempt runs, or waits for its turn. */
  private readonly attempted = new Set<MessageActions>();
  /** Messages that wait for their next attempt, each with the function that cancels it. */
  private readonly waiting = new Map<MessageActions, () => void>();
  private readonly lost: ObjectPlace[] = [];
  private readonly attemptsAtOnce = new Semaphore(MAX_ATTEMPTS_AT_ONCE);
  /** Whether a failed attempt is the last attempt. */
  stopping = false;

  constructor(
    private readonly writer: BucketWriter,
    private readonly clock: Clock,
    private readonly log: EventLog,
    private readonly onStored: OnStored,
  ) {}

  add(actions: MessageActions): void {
    this.counters.Received++;
    const delay = undocumented.retries.value.firstMilliseconds;
    this.track(this.attempt(actions, { delay, deadline: this.clock.elapsed() + MAX_RETRY_MS }));
  }

  /** Tracks work that `idle` must wait for. */
  track(work: Promise<void>): void {
    const tracked: Promise<void> = work.finally(() => this.running.delete(tracked));
    this.running.add(tracked);
  }

  /** Resolves when no attempt runs: each message is stored, given up, or waits for its next attempt. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  /** Makes the last attempt for each message, within `STOP_TIMEOUT_MS` for all; returns the objects that were not stored. */
  async stop(): Promise<readonly ObjectPlace[]> {
    this.stopping = true;
    for (const [actions, cancel] of this.waiting) {
      cancel();
      this.track(this.attempt(actions, { delay: 0, deadline: Infinity }));
    }
    this.waiting.clear();
    let cancelTimeout: () => void = () => undefined;
    const timeout = new Promise<void>((resolve) => (cancelTimeout = this.clock.after(STOP_TIMEOUT_MS, resolve)));
    await Promise.race([this.idle(), timeout]);
    cancelTimeout();
    await this.giveUpAttempted();
    return this.lost;
  }

  private async giveUpAttempted(): Promise<void> {
    for (const actions of [...this.attempted]) {
      if (!this.attempted.delete(actions)) continue; // its attempt has ended meanwhile
      this.giveUp("abandoned", actions.envelope.id, actions.failures(`not done within ${STOP_TIMEOUT_MS / 1000} s`));
      await this.end(actions);
    }
  }

  /** Makes one attempt, and schedules the next one if it fails. */
  private async attempt(actions: MessageActions, retry: Retry): Promise<void> {
    const { id } = actions.envelope;
    this.attempted.add(actions);
    const failures = await this.attemptsAtOnce.use(() =>
      actions.attempt(this.writer, async (stored) => {
        await this.onStored(stored);
        this.log({ kind: "stored", messageId: id, ...stored.place });
      }),
    );
    // Otherwise the message was given up during the attempt.
    if (!this.attempted.delete(actions)) return;
    if (failures.length === 0) {
      this.counters.PublishSuccess++;
      return this.end(actions);
    }
    this.counters.PublishFailure++;
    const remaining = retry.deadline - this.clock.elapsed();
    if (remaining > 0 && !this.stopping) return this.tryAgain(actions, failures, retry);
    this.giveUp(remaining <= 0 ? "expired" : "abandoned", id, failures);
    await this.end(actions);
  }

  private async end(actions: MessageActions): Promise<void> {
    await actions.end().catch((error: unknown) => {
      this.log({ kind: "trouble", what: `message ${actions.envelope.id} not removed from disk: ${messageOf(error)}` });
    });
  }

  private tryAgain(actions: MessageActions, failures: readonly FailedAction[], { delay, deadline }: Retry): void {
    const wait = Math.min(delay, deadline - this.clock.elapsed());
    const nextTry = new Date(this.clock.now().getTime() + wait);
    for (const { place, reason } of failures) {
      this.log({ kind: "store-failed", messageId: actions.envelope.id, ...place, reason, nextTry });
    }
    const next = { delay: Math.min(delay * 2, undocumented.retries.value.longestMilliseconds), deadline };
    const again = () => {
      this.waiting.delete(actions);
      this.track(this.attempt(actions, next));
    };
    this.waiting.set(actions, this.clock.after(wait, again));
  }

  private giveUp(kind: "expired" | "abandoned", messageId: string, failures: readonly FailedAction[]): void {
    if (kind === "expired") this.counters.PublishExpired++;
    for (const { place, reason } of failures) {
      this.lost.push(place);
      this.log({ kind, messageId, ...place, reason });
    }
  }
}
