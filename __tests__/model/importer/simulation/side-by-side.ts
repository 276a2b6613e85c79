import type { StepRunner } from "./simulated-disk";
import { type MachineChange, SimulatedHost } from "./simulated-host";

const OTHER_STATE = "/other";
/** Steps that another process can notice. */
const CHANGES = /^(create|write|rename|remove|make directory|delete)/;

/** Starts two importers with different state directories in the same new Maildir; returns the faults of each interleaving. */
export async function sideBySide(change?: MachineChange): Promise<ReadonlyMap<string, string>> {
  const steps = await changesOf();
  const faults = new Map<string, string>();
  for (const first of steps) {
    for (const second of steps) {
      for (const fault of await interleaved(first, second, change)) {
        faults.set(fault, `the first waits before step ${first}, the second before step ${second}`);
      }
    }
  }
  return faults;
}

const start = () => SimulatedHost.create(["ann"], 1);

/** Numbers of the changing steps of a run without interference. */
async function changesOf(): Promise<readonly number[]> {
  const steps: string[] = [];
  await start().runWith(-1, "stop before", (name) => steps.push(name));
  return [...steps.keys()].filter((number) => CHANGES.test(steps[number]!));
}

/** The first importer runs to a step, then the second to a step, then the first to its end, then the second. */
async function interleaved(first: number, second: number, change?: MachineChange): Promise<readonly string[]> {
  const host = start();
  let other: Promise<unknown> = Promise.resolve();
  let ended = (): void => undefined;
  const firstEnds = new Promise<void>((resolve) => (ended = resolve));
  const untilSecondWaits = () =>
    new Promise<void>((resolve, reject) => {
      const waiting = () => {
        resolve();
        return firstEnds;
      };
      other = host.run(before(second, waiting), {}, change, OTHER_STATE);
      other.then(() => resolve(), reject);
    });
  await host.run(before(first, untilSecondWaits), {}, change);
  ended();
  await other;
  const left = host.waiting.map((key) => `not delivered: ${key}`);
  return [...host.faults, ...left];
}

function before(number: number, happens: () => Promise<void>): StepRunner {
  let step = 0;
  return async (_, perform) => {
    if (step++ === number) await happens();
    return perform();
  };
}
