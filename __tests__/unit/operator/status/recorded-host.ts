import type { ImportOptions } from "../../../../importer/import";
import { importMail } from "../../../../importer/import";
import type { ImportReport } from "../../../../importer/report";
import { RunRecorder } from "../../../../operator/status/run-recorder";
import { type ImporterStatus, lookAtStatus } from "../../../../operator/status/status";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";

/** A mail server whose imports are recorded, as by the command. */
export class RecordedHost {
  private constructor(readonly host: InProcessHost) {}

  static async create(...users: readonly string[]): Promise<RecordedHost> {
    return new RecordedHost(await InProcessHost.create(...users));
  }

  async import(options: Partial<ImportOptions> = {}): Promise<{ report: ImportReport; recorder: RunRecorder }> {
    const { settings } = this.host;
    const openStore = options.openStore ?? this.open;
    const recorder = await RunRecorder.begin({ settings, openStore, mailbox: options.mailbox, version: "1.2.3" });
    const recording = { openStore: recorder.openStore, beforeUnlock: recorder.record };
    return { report: await importMail({ settings, ...options, ...recording }), recorder };
  }

  status(options: { live?: boolean; now?: number } = {}): Promise<ImporterStatus> {
    const live = options.live ? this.open : undefined;
    return lookAtStatus({ settings: this.host.settings, ...options, live });
  }

  readonly open: ImportOptions["openStore"] = ({ bucket }) => this.host.openStore(bucket);
}
