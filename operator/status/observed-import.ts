import { importMail, type ImportOptions } from "../../importer/import";
import type { ImportReport } from "../../importer/report";
import type { MonitoringSettings } from "../../settings/model";
import { RunAnnouncer } from "./announce/run-announcer";
import type { MetricsOptions } from "./metrics";
import { RunRecorder } from "./run-recorder";

export interface ObservedImportOptions {
  readonly monitoring: MonitoringSettings;
  /** The version of standby-mx. */
  readonly version: string;
  readonly metrics?: MetricsOptions & { readonly file: string | undefined };
}

export interface ObservedImport {
  readonly report: ImportReport;
  /** Failures of record, metrics, ping and notification, one line each; they do not change the import. */
  readonly complaints: readonly string[];
}

/**
 * Runs one import, records it for `standby-mx status`, and reports it to the ping URL and the program of the settings.
 * A dry run is neither recorded nor reported. A drill below another root, and an import for one mailbox, are recorded
 * only, because they do not show whether mail is delivered.
 */
export async function observedImport(options: ImportOptions, observed: ObservedImportOptions): Promise<ObservedImport> {
  if (options.dryRun) return { report: await importMail(options), complaints: [] };
  const { settings, openStore, root, mailbox } = options;
  const { monitoring, version, metrics } = observed;
  const recorder = await RunRecorder.begin({ settings, openStore, root, mailbox, version });
  const isTold = root === undefined && mailbox === undefined;
  const announcer = isTold ? RunAnnouncer.start(monitoring) : undefined;
  const recording = { openStore: recorder.openStore, beforeUnlock: recorder.record };
  const report = await importMail({ ...options, ...recording }).catch(async (fault: unknown) => {
    await announcer?.fail(fault);
    throw fault;
  });
  if (metrics) await recorder.writeMetrics(metrics.file, metrics);
  const announced = (await announcer?.end(report, recorder)) ?? [];
  return { report, complaints: [...recorder.complaints, ...announced] };
}
