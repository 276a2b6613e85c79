import { answerOf, outcomeOf } from "./step-outcome";
import { READER_ACTIONS, type ReaderAction, type SimulatedHost } from "./simulated-host";

/**
 * Finds the steps of a run after which an action of the reader leads to new states. Where a step and the action have the same effects
 * in either order, the run in which the reader acts first includes each state of the other run.
 */
export class ReaderOrders {
  /** Actions whose order with the steps since the last call of `take` makes a difference. */
  private readonly differing = new Set<ReaderAction>(READER_ACTIONS);

  constructor(private readonly host: SimulatedHost) {}

  /** Carries out a step. */
  perform<T>(perform: () => T): T {
    const { host } = this;
    const before = host.clone();
    const outcome = outcomeOf(perform);
    const after = host.clone();
    if (before.hasNewMail || after.hasNewMail) {
      for (const action of READER_ACTIONS) {
        Object.assign(host, before);
        host.readerActs(action);
        const other = outcomeOf(perform);
        const expected = after.clone();
        expected.readerActs(action);
        if (answerOf(other) !== answerOf(outcome) || !host.isSameAs(expected)) this.differing.add(action);
      }
      Object.assign(host, after);
    }
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  }

  /** The actions after this step that lead to new states. */
  take(): readonly ReaderAction[] {
    const actions = this.host.hasNewMail ? [...this.differing] : [];
    this.differing.clear();
    return actions;
  }
}
