import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { InboundEvent, InboundOptions } from "./api";
import { environmentFor, regionOf } from "./aws-environment";
import { endWithThisProcess } from "./end-with-this-process";

/** The same relative path leads to the command from testing/ and from dist/, where the bundle of this folder is. */
const COMMAND = join(__dirname, "..", "dist", "standby-mx.js");
const START_TIMEOUT_MS = 60_000;

interface Listening {
  readonly host: string;
  readonly port: number;
}

/** `standby-mx inbound --json` as a process of its own, so that a test's fake timers and module registry do not reach it. */
export class EndpointProcess {
  readonly events: InboundEvent[] = [];
  private listening: Listening | undefined;
  private errors = "";
  private isClosed = false;
  private readonly wakes = new Set<() => void>();
  private readonly closed: Promise<unknown>;

  static async start(options: InboundOptions): Promise<EndpointProcess> {
    const { rules, store = "s3", endpointUrl, port = 0, args = [] } = options;
    const child = spawn(
      process.execPath,
      [
        ...[COMMAND, "inbound", "--json", "--no-dns", "--rules", rules, "--store", store],
        ...["--listen", `127.0.0.1:${port}`, "--region", regionOf(options)],
        ...(endpointUrl === undefined ? [] : ["--endpoint-url", endpointUrl]),
        ...args,
      ],
      { stdio: ["ignore", "pipe", "pipe"], env: environmentFor(options) },
    );
    const endpoint = new EndpointProcess(child);
    await once(child, "spawn");
    endWithThisProcess(child);
    try {
      endpoint.listening = await endpoint.until(listeningIn, START_TIMEOUT_MS);
      return endpoint;
    } catch (error) {
      await endpoint.stop();
      throw error;
    }
  }

  private constructor(private readonly child: ChildProcess) {
    child.stderr!.on("data", (text: Buffer) => (this.errors += text.toString()));
    createInterface({ input: child.stdout! }).on("line", (line) => {
      this.events.push(JSON.parse(line) as InboundEvent);
      this.wake();
    });
    this.closed = once(child, "close").then(() => {
      this.isClosed = true;
      this.wake();
    });
  }

  get host(): string {
    return this.listening!.host;
  }

  get port(): number {
    return this.listening!.port;
  }

  /**
   * Waits for events until `find` returns an object, and returns that object. After the timeout, throws the text that
   * `find` returned last.
   */
  async until<T extends object>(find: (events: readonly InboundEvent[]) => T | string, timeoutMs: number): Promise<T> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const found = find(this.events);
      if (typeof found !== "string") return found;
      if (this.isClosed) throw new Error(`standby-mx inbound has ended; ${found}\n${this.errors}`.trimEnd());
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`${found}, after ${timeoutMs / 1000} s`);
      await this.nextEvent(left);
    }
  }

  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    await this.closed;
  }

  private nextEvent(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.wakes.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      this.wakes.add(wake);
    });
  }

  private wake(): void {
    for (const wake of this.wakes) wake();
  }
}

function listeningIn(events: readonly InboundEvent[]): Listening | string {
  const event = events.find(({ kind }) => kind === "listening");
  return event ? (event as unknown as Listening) : "expected the event that standby-mx inbound listens, found none";
}
