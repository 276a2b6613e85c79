import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import type { DnsResolver } from "../dns-resolver";
import type { ReceivedMessage } from "../received-message";
import { uncheckedSender } from "../sender-authentication";
import type { Examination } from "./examine";
import { EXAMINER, type FromThread, type ToThread } from "./protocol";
import { programFile } from "./thread";

/** DNS gives up after two seconds a question; a check that takes longer than this deadline is deliberately slow. */
const DEADLINE_MS = 10_000;
/** A message with thousands of signatures asks no more of DNS than this. */
const MAX_QUESTIONS_PER_MESSAGE = 100;
/** For a message of 40 MB as text, twice. */
const MAX_HEAP_MB = 512;

/**
 * Examines messages in threads, one message a thread: a hostile message can keep the checks busy for minutes, or exhaust their
 * memory, and meanwhile the endpoint must answer its clients. A late thread is ended.
 */
export class Examiner {
  private readonly idle: Worker[] = [];
  private readonly all = new Set<Worker>();
  /** Threads that have loaded their program, which does not count as time for a message. */
  private readonly ready = new WeakSet<Worker>();

  constructor(
    private readonly dns: DnsResolver,
    private readonly deadline = DEADLINE_MS,
  ) {}

  /** Never fails: what could not be examined is said to be so. */
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
      thread.on("message", (told: FromThread) => {
        if (told.kind === "ready") begin();
        else if (told.kind === "examined") finish(told.examination);
        else void this.answer(thread, told, ++questions <= MAX_QUESTIONS_PER_MESSAGE);
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
    // From source a thread has to be taught TypeScript, as the process was.
    const execArgv = programFile.endsWith(".ts")
      ? ["-r", createRequire(programFile).resolve("@swc-node/register")]
      : [];
    const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP_MB };
    const thread = new Worker(programFile, { workerData: EXAMINER, execArgv, resourceLimits });
    // An idle thread that ends is only removed; a working thread has another listener.
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
