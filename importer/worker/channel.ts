import type { Readable, Writable } from "node:stream";
import { readResponse, type ExpectedResponse, readNothing, toError } from "./responses";
import { encodeFrame, FrameReader, MAX_FRAME_HEAD_BYTES } from "./frame";
import type { WorkerOperation } from "./protocol";

interface PendingRequest {
  readonly expected: ExpectedResponse<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** How long a worker may delay the importer, and so all other mailboxes: the worker's user can stop it, or slow it down. */
export interface WorkerTimeouts {
  /** Milliseconds without any response. */
  readonly silenceMs: number;
  /** Milliseconds for one response, before the worker counts as late. */
  readonly promptMs: number;
  /** Maximum sum of all delays beyond `promptMs`, in milliseconds. */
  readonly latenessMs: number;
  /** Without any answer, when the import is asked to stop. */
  readonly silenceAtStopMs: number;
}

const WORKER_TIMEOUTS: WorkerTimeouts = {
  silenceMs: 60_000,
  promptMs: 1000,
  latenessMs: 600_000,
  silenceAtStopMs: 10_000,
};

export interface ChannelOptions {
  /** Called when the worker does not answer, answers late, or breaks the protocol. */
  readonly onTrouble: (trouble: string) => void;
  readonly timeouts?: WorkerTimeouts | undefined;
  /** Delays that earlier workers of the same owner have caused. */
  readonly latenessMs?: number | undefined;
}

/** The importer's end of the pipes to a worker. After a failure every request fails with the same error. */
export class Channel {
  private readonly pending = new Map<number, PendingRequest>();
  private silence: NodeJS.Timeout;
  private reasonOfFailure: Error | undefined;
  private lastId = 0;
  /** Time at which the worker last responded, or got a request while it had no other request. */
  private lastAnswerAt = 0;
  private lateness: number;
  private readonly onTrouble: (trouble: string) => void;
  private readonly timeouts: WorkerTimeouts;
  /** Resolves when the worker accepts requests. */
  readonly ready: Promise<unknown>;

  constructor(
    private readonly requests: Writable,
    answers: Readable,
    { onTrouble, timeouts = WORKER_TIMEOUTS, latenessMs = 0 }: ChannelOptions,
  ) {
    this.onTrouble = onTrouble;
    this.timeouts = timeouts;
    this.lateness = latenessMs;
    this.silence = this.watchSilence(timeouts.silenceMs);
    this.ready = this.wait(0, readNothing);
    this.ready.catch(() => undefined);
    const reader = new FrameReader((head, body) => head <= MAX_FRAME_HEAD_BYTES && this.expectsBody(body));
    answers.on("data", (piece: Buffer) => {
      if (this.failure) return;
      try {
        for (const { head, body } of reader.push(piece)) {
          this.settle(head, body);
          if (this.failure) return;
        }
      } catch {
        this.onTrouble("broke the protocol");
      }
    });
    // The `close` event of the worker process reports its end and fails all pending requests (see worker.ts).
    requests.on("error", () => undefined);
  }

  /** Why every request fails; `undefined`: requests are answered. */
  get failure(): Error | undefined {
    return this.reasonOfFailure;
  }

  /** Sum of the delays beyond `promptMs`, earlier workers of the same owner included. */
  get latenessMs(): number {
    return this.lateness;
  }

  /** Sends a request, and waits for the response. */
  ask<T>(expected: ExpectedResponse<T>, operation: WorkerOperation, args: readonly unknown[]): Promise<T> {
    const id = ++this.lastId;
    const reply = this.wait(id, expected);
    this.write([id, operation, ...args], undefined);
    return reply;
  }

  /**
   * Sends a request that gets no response, and waits until the kernel has taken it, so that requests do not pile up in
   * memory.
   */
  async tell(operation: WorkerOperation, args: readonly unknown[], body?: Uint8Array): Promise<void> {
    const id = ++this.lastId;
    const sent = this.wait(id, readNothing);
    this.write([0, operation, ...args], body, () => this.removePending(id)?.resolve(undefined));
    await sent;
  }

  /** The import was asked to stop: from now on the worker has less time to answer. */
  expectStop(): void {
    if (this.failure) return;
    clearTimeout(this.silence);
    this.silence = this.watchSilence(this.timeouts.silenceAtStopMs);
  }

  fail(error: Error): void {
    const failure = (this.reasonOfFailure ??= error);
    clearTimeout(this.silence);
    for (const { reject } of this.pending.values()) reject(failure);
    this.pending.clear();
  }

  private watchSilence(silenceMs: number): NodeJS.Timeout {
    const report = () => {
      if (this.pending.size > 0) this.onTrouble(`has not answered for ${silenceMs / 1000} s`);
    };
    return setTimeout(report, silenceMs).unref();
  }

  private write(head: readonly unknown[], body: Uint8Array | undefined, sent?: () => void): void {
    if (this.failure) return;
    // Requests of the same turn of the event loop share one system call.
    this.requests.cork();
    process.nextTick(() => this.requests.uncork());
    const parts = encodeFrame(head, body);
    parts.forEach((part, index) => this.requests.write(part, index === parts.length - 1 ? sent : undefined));
  }

  private async wait<T>(id: number, expected: ExpectedResponse<T>): Promise<T> {
    if (this.failure) throw this.failure;
    if (this.pending.size === 0) this.listen();
    return new Promise((resolve, reject) => {
      this.pending.set(id, { expected, resolve: (value) => resolve(value as T), reject });
    });
  }

  /** Most responses have no body; an unexpected body must not fill this process's memory. */
  private expectsBody(bytes: number): boolean {
    return bytes === 0 || [...this.pending.values()].some(({ expected }) => bytes <= expected.maxBodyBytes);
  }

  private settle(head: unknown, body: Buffer): void {
    const [id, ok, result] = readResponse.parse(head);
    const pending = this.pending.get(id);
    if (!pending) throw new Error(`no request has the id ${id}`);
    if (body.length > pending.expected.maxBodyBytes)
      throw new Error(`no request expects a body of ${body.length} bytes`);
    const error = ok ? undefined : toError(result);
    const value = ok ? pending.expected.read(result ?? undefined, body) : undefined; // JSON has no undefined
    this.removePending(id);
    if (error) pending.reject(error);
    else pending.resolve(value);
  }

  private removePending(id: number): PendingRequest | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    const { promptMs, latenessMs } = this.timeouts;
    this.lateness += Math.max(0, performance.now() - this.lastAnswerAt - promptMs);
    this.listen();
    if (this.lateness > latenessMs) this.onTrouble(`was late by more than ${latenessMs / 1000} s in total`);
    return pending;
  }

  private listen(): void {
    this.silence.refresh();
    this.lastAnswerAt = performance.now();
  }
}
