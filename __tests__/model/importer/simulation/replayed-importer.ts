import type { Limits } from "../../../../importer/limits";
import type { ImportReport } from "../../../../importer/report";
import { type StepOutcome, answerOf, outcomeOf, promiseOf } from "./step-outcome";
import type { StepRunner } from "./simulated-disk";
import type { MachineChange, SimulatedHost } from "./simulated-host";

/** Performs a step of a run, or throws an error instead. */
export type Step = <T>(name: string, perform: () => T) => T;

/** A point of a run: the importer requests a step, or ends. Neither is known before the importer has been there. */
interface Point {
  request?: Request;
  report?: ImportReport;
}

interface Request {
  readonly name: string;
  readonly perform: () => unknown;
  /** Random numbers that were taken before. */
  readonly randoms: number;
  /** The next point, keyed by the importer's view of the step. */
  readonly answers: Map<string, Point>;
}

/**
 * Runs the importer on many states, and executes it only where it has not been before. The importer is deterministic: after the same
 * answers it requests the same step. Where the requests of an earlier run with the same answers are known, they are carried out on the
 * new state without the importer, until an answer is new.
 */
export class ReplayedImporter {
  private readonly beginnings = new Map<string, Point>();
  /** All requests work on this host. */
  private stage: SimulatedHost | undefined;
  private isBusy = false;
  /** Of the present run. Files may have been opened by a request of an earlier run. */
  private effect: StepRunner = () => Promise.reject(new Error("expected a run"));

  constructor(
    private readonly limits: Partial<Limits> = {},
    private readonly change?: MachineChange,
  ) {}

  /** Runs the importer from a state. `begin` gets the host on which this run works, which is valid until the next run. */
  async run(from: SimulatedHost, begin: (host: SimulatedHost) => Step): Promise<ImportReport> {
    from.endOfTest.throwIfAborted();
    if (this.isBusy) throw new Error("expected one run at a time");
    this.isBusy = true;
    try {
      const host = (this.stage = Object.assign(this.stage ?? from.clone(), from, { openFiles: [] }));
      return await this.runOn(host, begin(host));
    } finally {
      this.isBusy = false;
    }
  }

  private async runOn(host: SimulatedHost, step: Step): Promise<ImportReport> {
    const { runKey, randoms } = host;
    let point = existingOrNew(this.beginnings, runKey);
    const outcomes: StepOutcome<unknown>[] = [];
    while (point.request) {
      const { name, perform, randoms, answers } = point.request;
      host.randoms = randoms;
      const outcome = outcomeOf(() => step(name, perform));
      outcomes.push(outcome);
      point = existingOrNew(answers, answerOf(outcome));
    }
    if (point.report) return point.report;

    host.randoms = randoms;
    let requests = 0;
    this.effect = (name, perform) => {
      const known = outcomes[requests++];
      if (known) return promiseOf(known as StepOutcome<ReturnType<typeof perform>>);
      if (point.report) throw new Error(`expected the importer to end, as before; found the request: ${name}`);
      const outcome = outcomeOf(() => step(name, perform));
      point.request = { name, perform, randoms: host.randoms, answers: new Map() };
      point = existingOrNew(point.request.answers, answerOf(outcome));
      return promiseOf(outcome);
    };
    const report = await host.run((name, perform) => this.effect(name, perform), this.limits, this.change);
    if (requests < outcomes.length) throw new Error("expected the importer to request the same steps as before");
    return (point.report = report);
  }
}

function existingOrNew(points: Map<string, Point>, key: string): Point {
  let point = points.get(key);
  if (!point) points.set(key, (point = {}));
  return point;
}
