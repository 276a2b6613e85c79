import { explore } from "./simulation/explore";
import { laterRun } from "./simulation/starts";

test("two kills or power cuts, one message: every history delivers it exactly once", async () => {
  const start = await laterRun(["ann"], 1);
  const { faults, states } = await explore(start, { crash: "weak", crashes: 2, unsyncedData: ["lost", "kept"] });
  expect([...faults]).toEqual([]);
  // Without enough states the exploration proves nothing.
  expect(states).toBeGreaterThan(4700);
});
