import { errorsOf } from "./simulation/faults";
import { everyHistory, stepsOf } from "./simulation/history";
import { SimulatedHost } from "./simulation/simulated-host";

test.each(["sync state/journal", "rename stage file to message", "sync directory ann/new"])(
  "a run ends after %s; then any step of the recovery fails or is the last",
  async (lastStep) => {
    const stopped = SimulatedHost.create(["ann", "bob"], 2);
    const steps = await stepsOf(stopped);
    const end = steps.indexOf(lastStep, steps.indexOf("write state/journal"));
    await stopped.runWith(end, "stop after");
    const { count, wrong } = await everyHistory(stopped, (step) => ["stop before", ...errorsOf(step)]);
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(800);
  },
);
