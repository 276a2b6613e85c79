import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import type { DnsResolver } from "../dns-resolver";
import type { ReceivedMessage } from "../received-message";
import { uncheckedSender } from "../sender-authentication";
import type { Examination } from "./examine";
import { EXAMINER, type FromThread, type ToThread } from "./protocol";
import { programFile } from "./thread";

/**
 * Milliseconds for all checks of one message. A DNS query takes two seconds at most; a check that takes longer than
 * this deadline is deliberately slow.
 */
const DEADLINE_MS = 10_000;
/** DNS queries for one message, which may have thousands of signatures. */
const MAX_QUESTIONS_PER_MESSAGE = 100;
/** Enough for two copies of a message of 40 MB as text. */
const MAX_HEAP_MB = 512;

/**
 * Examines each message in a thread: a hostile message can keep the checks busy for minutes or exhaust their memory, while the
 * endpoint must answer its clients. A thread that exceeds the deadline is ended.
 */
export class Examiner {
  private readonly idle: Worker[] = [];
  private readonly all = new Set<Worker>();
  /** Threads that have loaded their program; the deadline of a message starts only when its thread is ready. */
  private readonly ready = new WeakSet<Worker>();

  constructor(
    private readonly dns: DnsResolver,
    private readonly deadline = DEADLINE_MS,
  ) {}

  /** Never throws: a check that could not be made has the verdict PROCESSING_FAILED. */
  async examine(message: ReceivedMessage): Promise<Examination> {
    const thread = this.idle.pop() ?? this.start();
    thread.ref();
    const result = await this.examineIn(thread, message);
    thread.removeAllListeners("message");
    if (typeof result === "string") {
      await this.end(thread);
      return {
        authentication: uncheckedSender(message, result),
        content: { spam: "PROCESSING_FAILED", virus: "PROCESSING_FAILED" },
      };
    }
    thread.unref();
    this.ready.add(thread);
    this.idle.push(thread);
    return result;
  }

  async close(): Promise<void> {
    await Promise.all([...this.all].map((thread) => this.end(thread)));
  }

  private examineIn(thread: Worker, message: ReceivedMessage): Promise<Examination | "temperror" | "permerror"> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const begin = () => {
        timer = setTimeout(() => finish("temperror"), this.deadline);
        send(thread, { kind: "examine", message });
      };
      const fail = () => finish("permerror");
      const finish = (result: Examination | "temperror" | "permerror") => {
        clearTimeout(timer);
        thread.off("error", fail).off("exit", fail);
        resolve(result);
      };
      thread.once("error", fail).once("exit", fail);
      let questions = 0;
      thread.on("message", (received: FromThread) => {
        if (received.kind === "ready") begin();
        else if (received.kind === "examined") finish(received.examination);
        else void this.answer(thread, received, ++questions <= MAX_QUESTIONS_PER_MESSAGE);
      });
      if (this.ready.has(thread)) begin();
    });
  }

  private async answer(thread: Worker, { question, name, type }: Question, allowed: boolean): Promise<void> {
    try {
      if (!allowed) throw Object.assign(new Error("too many questions for one message"), { code: "EREFUSED" });
      send(thread, { kind: "answer", question, answer: await this.dns.resolve(name, type) });
    } catch (error) {
      const { message, code } = error as Error & { code?: unknown };
      send(thread, { kind: "no answer", question, message, code });
    }
  }

  private start(): Worker {
    // A thread that runs from source needs the TypeScript loader, as this process does.
    const execArgv = programFile.endsWith(".ts")
      ? ["-r", createRequire(programFile).resolve("@swc-node/register")]
      : [];
    const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP_MB };
    const thread = new Worker(programFile, { workerData: EXAMINER, execArgv, resourceLimits });
    // An idle thread that ends is only removed; the end of a working thread also fails its message, by another
    // listener.
    const forget = () => {
      this.all.delete(thread);
      const at = this.idle.indexOf(thread);
      if (at !== -1) this.idle.splice(at, 1);
    };
    thread.on("error", forget).on("exit", forget);
    this.all.add(thread);
    return thread;
  }

  private async end(thread: Worker): Promise<void> {
    this.all.delete(thread);
    await thread.terminate();
  }
}

type Question = Extract<FromThread, { kind: "question" }>;

function send(thread: Worker, message: ToThread): void {
  thread.postMessage(message);
}
