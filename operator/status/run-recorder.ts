import { join } from "node:path";
import type { ImportSettings } from "../../importer/context";
import type { RunEnd } from "../../importer/import";
import { classifier } from "../../importer/listing/classify";
import { nameOfMessage } from "../../importer/message/model";
import type { ImportReport } from "../../importer/report";
import { thisMachine } from "../../importer/worker/this-machine";
import { messageOf } from "../../lib/errors";
import { exitCodeOfError, ImportExit } from "../../lib/exit-codes";
import type { Region } from "../../settings/model";
import type { ObjectSummary, Store } from "../../store/store";
import { ArrivalCounter } from "./arrivals";
import { formatMetrics, type MetricsOptions } from "./metrics";
import { writeMetrics } from "./metrics-file";
import { hasUnknownMail, nextState } from "./next-state";
import type { RunState, StoreCount } from "./run-state";
import { readRunState, StateFileError, writeRunState } from "./state-file";
import { Survey } from "./survey";

type OpenStore = (region: Region) => Promise<Store>;

export interface RecorderOptions {
  readonly settings: ImportSettings;
  readonly openStore: OpenStore;
  readonly root?: string | undefined;
  /** The user whose mail alone is imported. */
  readonly mailbox?: string | undefined;
  readonly version: string;
}

/** Records one run of the importer for `standby-mx status`. An error here does not change the run. */
export class RunRecorder {
  private constructor(
    private readonly options: RecorderOptions,
    private readonly startedAt: Date,
    private readonly arrivals: ArrivalCounter,
  ) {}

  /** The state after the run; `undefined`: it was not recorded. */
  state: RunState | undefined;
  /** Why the state could not be read or written, a line each. */
  readonly complaints: string[] = [];

  static async begin(options: RecorderOptions): Promise<RunRecorder> {
    const { settings, root = "" } = options;
    const machine = thisMachine();
    const startedAt = new Date(machine.now());
    // A fault of the file is reported at the end.
    const before = await readRunState(machine.disk, join(root, settings.importer.stateDirectory)).catch(
      () => undefined,
    );
    const { mailboxes, importer, host } = settings;
    const classify = classifier(mailboxes, importer.ignorePrefixes, host);
    const isOfThisHost = (object: ObjectSummary) => classify(object).kind !== "elsewhere";
    const arrivals = new ArrivalCounter(before?.arrivals, startedAt.getTime(), await machine.bootId(), isOfThisHost);
    return new RunRecorder(options, startedAt, arrivals);
  }

  /** Opens a store for the run that counts the objects of its listings. */
  readonly openStore: OpenStore = async (region) => this.arrivals.watch(await this.options.openStore(region));

  /** Messages that this run has listed for the first time. */
  get arrived(): number {
    return this.arrivals.arrived;
  }

  /** Number of messages that this run holds and the previous run did not hold. */
  newlyHeld = 0;

  /** Messages of this run that came while this machine was up. */
  get cameWhileUp(): number {
    return this.arrivals.whileUp;
  }

  /** Records the run. Call it while the run has the lock. */
  readonly record = async (end: RunEnd): Promise<void> => {
    try {
      await this.write(end);
    } catch (error) {
      this.complaints.push(`the state of this run is not recorded: ${messageOf(error)}`);
    }
  };

  /** Writes the state as metrics; a run that was not recorded leaves the old file, whose age shows the fault. */
  async writeMetrics(file: string | undefined, options: MetricsOptions): Promise<void> {
    if (file === undefined || !this.state) return;
    try {
      await writeMetrics(file, formatMetrics(this.state, options));
    } catch (error) {
      this.complaints.push(`cannot write the metrics to ${file}: ${messageOf(error)}`);
    }
  }

  private async write({ machine, stateDirectory, report, fault }: RunEnd): Promise<void> {
    const { mailbox, version } = this.options;
    const before = await this.stateBefore(machine.disk, stateDirectory);
    const heldBefore = new Set(before?.store?.held.map(nameOfMessage));
    this.newlyHeld = report.held.filter((message) => !heldBefore.has(nameOfMessage(message))).length;
    // A run for one mailbox does not count the other mailboxes.
    const isWhole = fault === undefined && !hasUnknownMail(report) && mailbox === undefined;
    const store = isWhole ? await this.count(report) : undefined;
    const state = nextState(before, {
      ...{ version, startedAt: this.startedAt, report, store },
      endedAt: new Date(machine.now()),
      exitCode: fault === undefined ? ImportExit[report.outcome] : exitCodeOfError(fault),
      ...{ isWhole, arrivals: this.arrivals },
    });
    await writeRunState(machine.disk, stateDirectory, state);
    this.state = state;
  }

  private async stateBefore(disk: RunEnd["machine"]["disk"], stateDirectory: string): Promise<RunState | undefined> {
    try {
      return await readRunState(disk, stateDirectory);
    } catch (error) {
      if (!(error instanceof StateFileError) || error.kind !== "damaged") throw error;
      this.complaints.push(error.message);
      return undefined;
    }
  }

  /** After a run that left no mail, the buckets need not be listed again. */
  private async count(report: ImportReport): Promise<StoreCount | undefined> {
    const { settings, openStore } = this.options;
    const survey = new Survey(settings, report);
    const { waiting, awaitingEnvelope, heldCount, unclaimedMail, problems } = report;
    const isEmpty = waiting + awaitingEnvelope + heldCount + unclaimedMail.count + problems.length === 0;
    try {
      if (!isEmpty) await survey.countAll(settings.regions, openStore);
    } catch {
      // The store stopped answering during the run: the count of the previous run stays, with its time.
      return undefined;
    }
    return survey.result(new Date());
  }
}
