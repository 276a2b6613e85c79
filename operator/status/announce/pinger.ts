import { readFile } from "node:fs/promises";
import { codeOf, messageOf } from "../../../lib/errors";
import { HOUR_MS } from "../../../lib/time";
import type { MonitoringSettings, PingUrls } from "../../../settings/model";
import { healthchecksUrls, isHttpUrl } from "../../../settings/monitoring";
import { ping, PingError } from "./ping";

/** Until then a run that is to be tried again counts neither as success nor as failure: the next one most likely succeeds. */
const FAILURE_GRACE_MS = HOUR_MS;

/** How a run ended, as a dead man's switch is told. */
export interface PingedRun {
  readonly exitCode: number;
  /** `undefined`: no run has succeeded yet, or it is not known. */
  readonly lastSuccessAt: string | undefined;
  /** What a service that reads it may show; without addresses. */
  readonly body: string;
}

/** Tells a dead man's switch of one run: that it starts, and how it ended. Nothing that goes wrong here changes what the run does. */
export class Pinger {
  /** A line each. */
  readonly complaints: string[] = [];
  private started: Promise<void> = Promise.resolve();

  private constructor(
    private readonly urls: PingUrls | undefined,
    complaint?: string,
  ) {
    if (complaint !== undefined) this.complaints.push(complaint);
  }

  static async open({ ping: urls, pingFile }: Pick<MonitoringSettings, "ping" | "pingFile">): Promise<Pinger> {
    if (pingFile === undefined) return new Pinger(urls);
    try {
      const text = (await readFile(pingFile, "utf8")).trim();
      if (isHttpUrl(text)) return new Pinger(healthchecksUrls(text));
      return new Pinger(undefined, `expected ${pingFile} to hold one URL and nothing else; no ping is sent`);
    } catch (error) {
      return new Pinger(undefined, `cannot read ${pingFile} (${codeOf(error) || messageOf(error)}); no ping is sent`);
    }
  }

  /** Does not wait for the answer: the import begins. */
  start(): void {
    this.started = this.send("start", this.urls?.start);
  }

  async end({ exitCode, lastSuccessAt, body }: PingedRun, now = Date.now()): Promise<void> {
    await this.started;
    const isSuccess = exitCode === 0 || exitCode === 1;
    const isRecent = lastSuccessAt !== undefined && now - Date.parse(lastSuccessAt) < FAILURE_GRACE_MS;
    if (isSuccess) await this.send("success", this.urls?.success, body);
    else if (exitCode !== 75 || !isRecent) await this.send("failure", this.urls?.failure, body);
  }

  private async send(event: string, url: string | undefined, body?: string): Promise<void> {
    if (url === undefined) return;
    try {
      await ping(url, this.urls?.takesBody ? (body ?? "") : undefined);
    } catch (error) {
      if (!(error instanceof PingError)) throw error;
      this.complaints.push(`the ping of ${event} did not succeed: ${error.message}`);
    }
  }
}
