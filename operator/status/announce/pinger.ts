import { codeOf, messageOf } from "../../../lib/errors";
import { ImportExit, isImportSuccess } from "../../../lib/exit-codes";
import { readRegularFile } from "../../../lib/regular-file";
import { MINUTE_MS } from "../../../lib/time";
import type { MonitoringSettings, PingUrls } from "../../../settings/model";
import { healthchecksUrls, isHttpUrl } from "../../../settings/monitoring";
import { ping, PingError } from "./ping";

/** The end of a run, as reported to a dead man's switch. */
export interface PingedRun {
  readonly exitCode: number;
  /** Time of the last successful run; `undefined`: no run has succeeded yet, or it is unknown. */
  readonly lastSuccessAt: string | undefined;
  /** A text without addresses, which the service shows. */
  readonly body: string;
}

/** Reports the start and the end of one run to a dead man's switch. An error here does not change the run. */
export class Pinger {
  /** One line for each failure. */
  readonly complaints: string[] = [];
  private started: Promise<void> = Promise.resolve();

  private constructor(
    private readonly urls: PingUrls | undefined,
    private readonly failureGraceMs: number,
    complaint?: string,
  ) {
    if (complaint !== undefined) this.complaints.push(complaint);
  }

  static open({ ping: urls, pingFile, failureGraceMinutes }: Omit<MonitoringSettings, "notify">): Pinger {
    const graceMs = failureGraceMinutes * MINUTE_MS;
    if (pingFile === undefined) return new Pinger(urls, graceMs);
    try {
      const text = readRegularFile(pingFile).toString().trim();
      if (isHttpUrl(text)) return new Pinger(healthchecksUrls(text), graceMs);
      return new Pinger(undefined, graceMs, `expected ${pingFile} to hold one URL and nothing else; no ping is sent`);
    } catch (error) {
      return new Pinger(
        undefined,
        graceMs,
        `cannot read ${pingFile} (${codeOf(error) || messageOf(error)}); no ping is sent`,
      );
    }
  }

  /** Does not wait for the response, so that the import begins at once. */
  start(): void {
    this.started = this.send("start", this.urls?.start);
  }

  async end({ exitCode, lastSuccessAt, body }: PingedRun, now = Date.now()): Promise<void> {
    await this.started;
    // A time in the future proves nothing, because the clock was changed.
    const isRecent = lastSuccessAt !== undefined && Math.abs(now - Date.parse(lastSuccessAt)) < this.failureGraceMs;
    if (isImportSuccess(exitCode)) await this.send("success", this.urls?.success, body);
    else if (exitCode !== ImportExit["try-later"] || !isRecent) await this.send("failure", this.urls?.failure, body);
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
