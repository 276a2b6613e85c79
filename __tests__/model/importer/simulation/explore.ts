import type { Limits } from "../../../../importer/limits";
import type { UnsyncedData, PowerCutModel } from "./disk-image";
import { ReplayedImporter } from "./replayed-importer";
import { ReaderOrders } from "./reader-orders";
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

/** The reader acts once in a history, after this step; 0: before the run. */
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
  /** Set by `stateOf`. */
  state?: string | undefined;
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
  /** The plans that `run` returned, by the state in which the run began. */
  const plansOfRuns = new Map<string, Promise<readonly Plan[]>>();
  const importer = new ReplayedImporter(exploration.limits, exploration.change);
  let runs = 0;
  const note = (found: readonly string[], history: string) => {
    for (const fault of found) if (!faults.has(fault)) faults.set(fault, history);
  };
  const isEnough = () => exploration.untilFault === true && faults.size > 0;

  visit({ host: start, crashes: 0, readerActed: false, history: "start" });
  for (let situation = open.shift(); situation && !isEnough(); situation = open.shift()) {
    const plans = await runFrom(situation);
    if (situation.readerActed || exploration.withoutReader) continue;
    for (const plan of plans) {
      if (isEnough()) break;
      if (plan.step > 0) await run(situation, plan);
      else await runFrom(afterReader(situation, plan.action));
    }
  }
  return { states: seen.size, runs, faults };

  function visit(situation: Situation): void {
    const { host, readerActed } = situation;
    const id = `${readerActed} ${stateOf(situation)}`;
    if (seen.has(id)) return;
    seen.add(id);
    note(host.faults, situation.history);
    open.push(situation);
  }

  /** Unsynced data matters only to a later crash. */
  function stateOf(situation: Situation): string {
    const { host, crashes } = situation;
    return (situation.state ??= crashes === exploration.crashes ? host.visible : host.canonical);
  }

  /** Runs once from each state, to which many histories may lead. `readerActed` matters only to later crashes. */
  function runFrom(situation: Situation): Promise<readonly Plan[]> {
    const { crashes, readerActed } = situation;
    const id = `${crashes} ${crashes < exploration.crashes && readerActed} ${stateOf(situation)}`;
    const plans = plansOfRuns.get(id) ?? run(situation);
    plansOfRuns.set(id, plans);
    return plans;
  }

  /** Runs to the end; a crash after each step is a new situation. Returns the reader's actions that need a run of their own. */
  async function run({ host: from, crashes, readerActed, history }: Situation, plan?: Plan): Promise<readonly Plan[]> {
    const isLast = crashes === exploration.crashes;
    const isAlone = plan !== undefined || readerActed || exploration.withoutReader === true;
    const plans: Plan[] = [];
    let events = history;
    let host = from;
    runs++;
    const report = await importer.run(from, (stage) => {
      host = stage;
      const orders = isLast || isAlone ? undefined : new ReaderOrders(host);
      let step = 0;
      let acted = readerActed;
      let before: SimulatedHost | undefined;
      const afterStep = (name: string) => {
        if (plan?.step === step) {
          host.readerActs(plan.action);
          acted = true;
          events += `, the reader acts (${plan.action}) after step ${step} (${name})`;
        }
        plans.push(...(orders?.take() ?? []).map((action) => ({ step, action })));
        step++;
        if (before?.image === host.image && before.objects === host.objects) return;
        before = host.clone();
        // Until the reader acts, this run equals the run without a plan.
        if (plan && !acted) return;
        note(host.faults, events);
        if (!isLast) visitCrashes(acted, `${events}, crash after step ${step - 1} (${name})`);
        // If no more crash can follow, only earlier actions of the reader matter to the run.
        else if (plans.length === 0 && host.hasNewMail)
          plans.push(...READER_ACTIONS.map((action) => ({ step: step - 1, action })));
      };
      const visitCrashes = (readerActed: boolean, history: string) => {
        for (const crashed of crashesOf(host)) visit({ host: crashed, crashes: crashes + 1, readerActed, history });
      };
      afterStep("nothing");
      return (name, perform) => {
        const result = orders ? orders.perform(perform) : perform();
        afterStep(name);
        return result;
      };
    });
    if (report.outcome !== "done") note([`not done: ${JSON.stringify(report.problems)}`], events);
    note(
      host.waiting.map((key) => `not delivered: ${key}`),
      events,
    );
    return plans;
  }

  function crashesOf(host: SimulatedHost): readonly SimulatedHost[] {
    return exploration.crash === "process"
      ? [host.clone()]
      : [host.clone(), ...host.afterPowerCut(exploration.crash, exploration.unsyncedData)];
  }
}

function afterReader(situation: Situation, action: ReaderAction): Situation {
  const host = situation.host.clone();
  host.readerActs(action);
  return {
    ...situation,
    host,
    state: undefined,
    readerActed: true,
    history: `${situation.history}, the reader acts (${action})`,
  };
}
