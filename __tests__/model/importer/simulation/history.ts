import type { ImportReport } from "../../../../importer/report";
import { UNSYNCED_DATA } from "./disk-image";
import type { StepFault } from "./faults";
import { ReplayedImporter } from "./replayed-importer";
import { READER_ACTIONS, type ReaderAction, type SimulatedHost } from "./simulated-host";

export interface Histories {
  readonly count: number;
  readonly wrong: readonly string[];
}

/** Explores each fault at each step of a run, then each action of the reader, then another run. */
export async function everyHistory(
  start: SimulatedHost,
  faultsOf: (step: string) => readonly StepFault[],
  actions: readonly (ReaderAction | undefined)[] = [undefined, ...READER_ACTIONS],
): Promise<Histories> {
  let count = 0;
  const wrong: string[] = [];
  for (const [step, { name, before, after }] of (await stagesOf(start)).entries()) {
    for (const fault of faultsOf(name)) {
      const faulty = fault instanceof Error ? await withError(start, step, fault) : undefined;
      const host = faulty?.host ?? (fault === "stop before" ? before : after);
      for (const action of actions) {
        count++;
        const found = await historyAfter(host.clone(), faulty?.report, fault, action);
        const undeclared = found.filter((text) => !isDeclared(name, fault, action, text));
        if (undeclared.length > 0)
          wrong.push(`${step} ${name}, ${String(fault)}, ${action ?? "no action"}: ${undeclared.join("; ")}`);
      }
    }
  }
  return { count, wrong };
}

/**
 * The only limit in docs/exactly-once.md: if the kernel could not write `new/`, the message may or may not be there, and
 * after the reader has removed the message the importer cannot tell. Then the message is delivered again.
 */
function isDeclared(step: string, fault: StepFault, action: ReaderAction | undefined, found: string): boolean {
  return (
    fault instanceof Error &&
    /^sync directory [^/]+\/new$/.test(step) &&
    action === "expunge" &&
    found.startsWith("duplicated")
  );
}

/** Knows the requests of all runs of this file. */
const importer = new ReplayedImporter();

/** A step with the states in which the run stops before it and after it. */
interface RunStage {
  readonly name: string;
  readonly before: SimulatedHost;
  readonly after: SimulatedHost;
}

/** The steps of a run without faults, also those that fail because, for example, a file is missing. */
async function stagesOf(start: SimulatedHost): Promise<readonly RunStage[]> {
  const stages: RunStage[] = [];
  await importer.run(start, (host) => (name, perform) => {
    const before = host.clone();
    try {
      return perform();
    } finally {
      stages.push({ name, before, after: host.clone() });
    }
  });
  return stages;
}

/** The names of the steps of a run without faults. */
export async function stepsOf(start: SimulatedHost): Promise<readonly string[]> {
  return (await stagesOf(start)).map(({ name }) => name);
}

/** A run in which the step of this number fails. */
async function withError(start: SimulatedHost, number: number, error: Error) {
  let end = start;
  const report = await importer.run(start, (host) => {
    end = host;
    let step = 0;
    return (_, perform) => {
      if (step++ === number) throw error;
      return perform();
    };
  });
  return { host: end.clone(), report };
}

/** The faults after a run with a fault, an action of the reader, and a run without faults. */
async function historyAfter(
  host: SimulatedHost,
  report: ImportReport | undefined,
  fault: StepFault,
  action: ReaderAction | undefined,
): Promise<readonly string[]> {
  const wrong = [...host.faults];
  if (report?.outcome === "done" && host.waiting.length > 0) wrong.push("said done, but messages wait");
  if (action) host.readerActs(action);
  return [...wrong, ...(await goOn(host)), ...(await afterPowerCut(host, fault))];
}

const goodRuns = new WeakMap<SimulatedHost["sent"], Map<string, Promise<readonly string[]>>>();

/** The faults after a run without faults. Many histories lead to the same state, for which one run is enough. */
export function goOn(host: SimulatedHost): Promise<readonly string[]> {
  const known = goodRuns.get(host.sent) ?? new Map<string, Promise<readonly string[]>>();
  goodRuns.set(host.sent, known);
  const { visible } = host;
  const found = known.get(visible) ?? runFrom(host);
  known.set(visible, found);
  return found;
}

async function runFrom(host: SimulatedHost): Promise<readonly string[]> {
  let after = host;
  const report = await importer.run(host, (stage) => {
    after = stage;
    return (_, perform) => perform();
  });
  const missing = after.waiting.map((key) => `not delivered: ${key}`);
  return [...after.faults, ...missing, ...(report.outcome === "done" ? [] : [JSON.stringify(report.problems)])];
}

/** The state after a power cut that began with an error. */
async function afterPowerCut(host: SimulatedHost, fault: StepFault): Promise<readonly string[]> {
  if (!(fault instanceof Error)) return [];
  const wrong: string[] = [];
  for (const after of host.afterPowerCut("weak", UNSYNCED_DATA, 8)) wrong.push(...(await goOn(after)));
  return wrong;
}
