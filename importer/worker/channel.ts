import type { Readable, Writable } from "node:stream";
import { answer, type Expected, nothing, toError } from "./responses";
import { encodeFrame, FrameReader, MAX_HEAD_BYTES } from "./frame";
import type { Operation } from "./protocol";

interface Waiting {
  readonly expected: Expected<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Milliseconds for which a worker may let the importer, and so all others, wait: its user can stop it, or slow it down. */
export interface Patience {
  /** … without any answer. */
  readonly silence: number;
  /** … before it counts as late. */
  readonly prompt: number;
  /** … being late, all in all. */
  readonly lateness: number;
}

/** A disk that is so slow is not one to deliver to. */
const PATIENCE: Patience = { silence: 60_000, prompt: 1000, lateness: 600_000 };

/** The importer's end of the pipes to a worker. Once it has failed, everything that is asked fails with the same error. */
export class Channel {
  private readonly waiting = new Map<number, Waiting>();
  private readonly silence: NodeJS.Timeout;
  private failure: Error | undefined;
  private lastId = 0;
  /** When the worker last gave a sign, or was asked when it had nothing to do. */
  private since = 0;
  private lateness = 0;
  /** Fulfilled when the worker may be asked. */
  readonly ready: Promise<unknown>;

  /** `onTrouble` is called when the worker is silent or slow, or says what it should not. */
  constructor(
    private readonly requests: Writable,
    answers: Readable,
    private readonly onTrouble: (trouble: string) => void,
    private readonly patience = PATIENCE,
  ) {
    const { silence } = patience;
    this.silence = setTimeout(() => {
      if (this.waiting.size > 0) this.onTrouble(`has not answered for ${silence / 1000} s`);
    }, silence).unref();
    this.ready = this.wait(0, nothing);
    this.ready.catch(() => undefined);
    const reader = new FrameReader((head, body) => head <= MAX_HEAD_BYTES && this.expectsBody(body));
    answers.on("data", (piece: Buffer) => {
      if (this.failure) return;
      try {
        for (const { head, body } of reader.push(piece)) {
          this.settle(head, body);
          if (this.failure) return;
        }
      } catch {
        this.onTrouble("does not answer as it should");
      }
    });
    // That the worker has ended is told by its end; what cannot be written any more stays unanswered.
    requests.on("error", () => undefined);
  }

  /** Asks, and waits for the answer. */
  ask<T>(expected: Expected<T>, operation: Operation, args: readonly unknown[]): Promise<T> {
    const id = ++this.lastId;
    const reply = this.wait(id, expected);
    this.write([id, operation, ...args], undefined);
    return reply;
  }

  /** Asks for what needs no answer, and waits until the kernel has the request: so no more than that is in memory. */
  async tell(operation: Operation, args: readonly unknown[], body?: Uint8Array): Promise<void> {
    const id = ++this.lastId;
    const sent = this.wait(id, nothing);
    this.write([0, operation, ...args], body, () => this.take(id)?.resolve(undefined));
    await sent;
  }

  fail(error: Error): void {
    this.failure ??= error;
    clearTimeout(this.silence);
    for (const { reject } of this.waiting.values()) reject(this.failure);
    this.waiting.clear();
  }

  private write(head: readonly unknown[], body: Uint8Array | undefined, sent?: () => void): void {
    if (this.failure) return;
    // What is asked at the same time goes in one system call.
    this.requests.cork();
    process.nextTick(() => this.requests.uncork());
    const parts = encodeFrame(head, body);
    parts.forEach((part, index) => this.requests.write(part, index === parts.length - 1 ? sent : undefined));
  }

  private async wait<T>(id: number, expected: Expected<T>): Promise<T> {
    if (this.failure) throw this.failure;
    if (this.waiting.size === 0) this.listen();
    return new Promise((done, reject) => {
      this.waiting.set(id, { expected, resolve: (value) => done(value as T), reject });
    });
  }

  /** Most answers have no body, and one that was not asked for would only fill this process's memory. */
  private expectsBody(bytes: number): boolean {
    return bytes === 0 || [...this.waiting.values()].some(({ expected }) => bytes <= expected.maxBodyBytes);
  }

  private settle(head: unknown, body: Buffer): void {
    const [id, ok, result] = answer.parse(head);
    const waiting = this.waiting.get(id);
    if (!waiting) throw new Error(`nothing was asked with the id ${id}`);
    if (body.length > waiting.expected.maxBodyBytes) throw new Error(`${body.length} bytes were not asked for`);
    const error = ok ? undefined : toError(result);
    const value = ok ? waiting.expected.read(result ?? undefined, body) : undefined; // JSON has no undefined
    this.take(id);
    if (error) waiting.reject(error);
    else waiting.resolve(value);
  }

  private take(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    const { prompt, lateness } = this.patience;
    this.lateness += Math.max(0, performance.now() - this.since - prompt);
    this.listen();
    if (this.lateness > lateness) this.onTrouble(`was late by more than ${lateness / 1000} s, all in all`);
    return waiting;
  }

  private listen(): void {
    this.silence.refresh();
    this.since = performance.now();
  }
}
