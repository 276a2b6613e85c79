import { explore, type Exploration } from "./simulation/explore";
import { laterRun, spam } from "./simulation/starts";
import { SimulatedHost } from "./simulation/simulated-host";

const veryFirstRun = () => Promise.resolve(SimulatedHost.create(["ann"], 1));

describe("every history ends with each message delivered exactly once", () => {
  const cases: readonly [string, () => Promise<SimulatedHost>, Exploration, number][] = [
    ["an ordered power cut, two messages", () => laterRun(["ann"], 2), { crash: "ordered", crashes: 1 }, 330],
    ["a power cut, two mailboxes", () => laterRun(["ann", "bob"], 1), { crash: "weak", crashes: 1 }, 530],
    ["a power cut in the very first run", veryFirstRun, { crash: "weak", crashes: 1 }, 320],
    [
      "two kills or power cuts in the very first run, lists put away at once",
      veryFirstRun,
      { crash: "weak", crashes: 2, limits: { maxJournalMessages: 1 }, withoutReader: true },
      900,
    ],
    ["a power cut, junk whose folder is not there yet", spam, { crash: "weak", crashes: 1 }, 330],
    [
      "a power cut, batches of one and a journal that is put away after each",
      () => laterRun(["ann"], 2),
      { crash: "weak", crashes: 1, limits: { maxBatchMessages: 1, maxJournalMessages: 1 } },
      1000,
    ],
  ];
  test.each(cases)("%s", async (_, start, exploration, leastStates) => {
    const { faults, states } = await explore(await start(), exploration);
    expect([...faults]).toEqual([]);
    // Without enough states the exploration proves nothing.
    expect(states).toBeGreaterThan(leastStates);
  });
});
