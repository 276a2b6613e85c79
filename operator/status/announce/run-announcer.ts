import type { ImportReport } from "../../../importer/report";
import { messageOf } from "../../../lib/errors";
import { exitCodeOfError, ImportExit } from "../../../lib/exit-codes";
import type { MonitoringSettings } from "../../../settings/model";
import { reportAsJson } from "../report-json";
import type { RunRecorder } from "../run-recorder";
import { notify } from "./notify";
import { Pinger } from "./pinger";

type Recorded = Pick<RunRecorder, "state" | "arrived" | "cameWhileUp" | "newlyHeld">;

/** Reports one run to the dead man's switch and to the program of the settings. */
export class RunAnnouncer {
  private constructor(
    private readonly settings: MonitoringSettings,
    private readonly pinger: Pinger,
  ) {}

  static start(settings: MonitoringSettings): RunAnnouncer {
    const pinger = Pinger.open(settings);
    pinger.start();
    return new RunAnnouncer(settings, pinger);
  }

  /** Returns one line for each report that failed. */
  async end(report: ImportReport, run: Recorded): Promise<readonly string[]> {
    // The running import reports its own end.
    if (report.problems.some(({ kind }) => kind === "lock")) return this.pinger.complaints;
    const exitCode = ImportExit[report.outcome];
    await this.pinger.end({ exitCode, lastSuccessAt: run.state?.lastSuccessAt, body: bodyOf(report) });
    const failure = await this.notify(report, exitCode, run);
    return [...this.pinger.complaints, ...(failure === undefined ? [] : [failure])];
  }

  /** The run ended by a fault of the program. */
  async fail(fault: unknown): Promise<void> {
    await this.pinger.end({ exitCode: exitCodeOfError(fault), lastSuccessAt: undefined, body: "" });
  }

  private async notify(report: ImportReport, exitCode: number, run: Recorded): Promise<string | undefined> {
    const { notify: command } = this.settings;
    const { arrived, cameWhileUp, newlyHeld } = run;
    if (command === undefined || report.delivered + arrived + newlyHeld === 0) return undefined;
    try {
      return await notify(command, { ...reportAsJson(report, exitCode), arrived, cameWhileUp, newlyHeld });
    } catch (error) {
      return messageOf(error);
    }
  }
}

/** The body contains counts and no addresses, because the service is outside. */
function bodyOf({ delivered, heldCount, waiting, unclaimedMail, problems }: ImportReport): string {
  return `delivered ${delivered}, held ${heldCount}, waiting ${waiting}, unclaimed ${unclaimedMail.count}, problems ${problems.length}`;
}
