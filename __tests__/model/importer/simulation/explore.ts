import type { Limits } from "../../../../importer/limits";
import type { UnsyncedData, PowerCutModel } from "./disk-image";
import { READER_ACTIONS, type ReaderAction, type MachineChange, type SimulatedHost } from "./simulated-host";

export interface Exploration {
  readonly crash: "process" | PowerCutModel;
  /** Crashes in one history. Each model includes the kill of a process. */
  readonly crashes: number;
  /** The possible effects of a power cut on unsynced bytes; default: all. */
  readonly unsyncedData?: readonly UnsyncedData[];
  /** Ends the exploration at the first fault. */
  readonly untilFault?: boolean;
  /** Leaves out the reader's actions; for histories with many crashes, whose number is large even without a reader. */
  readonly withoutReader?: boolean;
  readonly change?: MachineChange;
  readonly limits?: Partial<Limits>;
}

export interface ExplorationResult {
  /** Different states from which the importer was started. */
  readonly states: number;
  readonly runs: number;
  /** The faults, each with its history. */
  readonly faults: ReadonlyMap<string, string>;
}

/** The reader acts once in a history, after this step. */
interface Plan {
  readonly step: number;
  readonly action: ReaderAction;
}

interface Situation {
  readonly host: SimulatedHost;
  readonly crashes: number;
  readonly readerActed: boolean;
  /** The steps up to this situation, for the report of a fault. */
  readonly history: string;
}

/**
 * Explores every history: the real importer runs on a simulated disk; it crashes after any step, in any state that
 * the crash may leave; it is started again; and a reader acts at any moment. In each state no message may be
 * lost, duplicated or incomplete, and in the end every message must have been delivered.
 */
export async function explore(start: SimulatedHost, exploration: Exploration): Promise<ExplorationResult> {
  const faults = new Map<string, string>();
  const seen = new Set<string>();
  const open: Situation[] = [];
  let runs = 0;
  const visit = (situation: Situation) => {
    const { host, crashes, readerActed } = situation;
    // Unsynced data matters only to a later crash.
    const id = `${readerActed} ${crashes === exploration.crashes ? host.visible : host.canonical}`;
    if (seen.has(id)) return;
    seen.add(id);
    note(host.faults, situation.history);
    open.push(situation);
  };
  const note = (found: readonly string[], history: string) => {
    for (const fault of found) if (!faults.has(fault)) faults.set(fault, history);
  };

  visit({ host: start, crashes: 0, readerActed: false, history: "start" });
  for (let situation = open.shift(); situation; situation = open.shift()) {
    if (exploration.untilFault && faults.size > 0) break;
    const steps = await runFrom(situation, undefined);
    if (situation.readerActed || exploration.withoutReader) continue;
    // If no more crash can follow, only earlier actions of the reader matter to the run.
    if (situation.crashes === exploration.crashes) steps.length = Math.min(steps.length, 1);
    for (const step of steps) for (const action of READER_ACTIONS) await runFrom(situation, { step, action });
  }
  return { states: seen.size, runs, faults };

  /** Runs to the end; a crash after each step is a new situation. Returns the steps after which a reader could act. */
  async function runFrom(
    { host: from, crashes, readerActed, history }: Situation,
    plan: Plan | undefined,
  ): Promise<number[]> {
    const host = from.clone();
    const steps: number[] = [];
    let step = 0;
    let acted = readerActed;
    runs++;
    let before: SimulatedHost | undefined;
    let events = history;
    const afterStep = (name: string) => {
      if (plan?.step === step) {
        host.readerActs(plan.action);
        acted = true;
        events += `, the reader acts (${plan.action}) after step ${step} (${name})`;
      }
      step++;
      if (before?.image === host.image && before.objects === host.objects) return;
      before = host.clone();
      if (host.hasNewMail) steps.push(step - 1);
      // Until the reader acts, this run equals the run without a plan.
      if (plan && !acted) return;
      note(host.faults, events);
      if (crashes === exploration.crashes) return;
      for (const crashed of crashesOf(host)) {
        visit({
          host: crashed,
          crashes: crashes + 1,
          readerActed: acted,
          history: `${events}, crash after step ${step - 1} (${name})`,
        });
      }
    };
    afterStep("nothing");
    const report = await host.run(
      (name, perform) => {
        const result = perform();
        afterStep(name);
        return Promise.resolve(result);
      },
      exploration.limits,
      exploration.change,
    );
    if (report.outcome !== "done") note([`not done: ${JSON.stringify(report.problems)}`], events);
    note(
      host.waiting.map((key) => `not delivered: ${key}`),
      events,
    );
    return steps;
  }

  function crashesOf(host: SimulatedHost): readonly SimulatedHost[] {
    return exploration.crash === "process"
      ? [host.clone()]
      : [host.clone(), ...host.afterPowerCut(exploration.crash, exploration.unsyncedData)];
  }
}
