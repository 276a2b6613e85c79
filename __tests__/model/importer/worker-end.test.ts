import { UNSYNCED_DATA } from "./simulation/disk-image";
import { goOn } from "./simulation/history";
import { type Moment, workerEndsAt } from "./simulation/worker-end";
import { READER_ACTIONS, type MachineChange, SimulatedHost } from "./simulation/simulated-host";

const run = (host: SimulatedHost, change: MachineChange) =>
  host.run(async (_, perform) => Promise.resolve(perform()), {}, change);

test.each<Moment>(["before", "after"])(
  "the worker ends %s any step, the reader acts, the importer runs again",
  async (moment) => {
    const start = SimulatedHost.create(["ann", "bob"], 2);
    let steps = 0;
    await run(
      start.clone(),
      workerEndsAt(-1, moment, () => steps++),
    );
    expect(steps).toBeGreaterThan(40);
    const wrong: string[] = [];
    for (let step = 0; step < steps; step++) {
      const stopped = start.clone();
      const report = await run(stopped, workerEndsAt(step, moment));
      for (const action of [undefined, ...READER_ACTIONS]) {
        const host = stopped.clone();
        const about = `${step}, ${action ?? "no action"}`;
        // A missing answer never counts as success.
        const isLate = report.waiting === 0 && report.outcome === "done";
        if (!isLate && report.problems.length === 0) wrong.push(`${about}: nothing was said`);
        wrong.push(...host.faults.map((fault) => `${about}: ${fault}`));
        if (action) host.readerActs(action);
        wrong.push(...(await goOn(host)).map((fault) => `${about}: ${fault}`));
        for (const after of host.afterPowerCut("weak", UNSYNCED_DATA, 8)) {
          wrong.push(...(await goOn(after)).map((fault) => `${about}, power cut: ${fault}`));
        }
      }
    }
    expect(wrong).toEqual([]);
  },
);
