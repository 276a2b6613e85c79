import { explore } from "./simulation/explore";
import { laterRun } from "./simulation/starts";

test("two kills, one message: every history ends with it delivered exactly once", async () => {
  const { faults, states } = await explore(await laterRun(["ann"], 1), { crash: "process", crashes: 2 });
  expect([...faults]).toEqual([]);
  // Without enough states the exploration proves nothing.
  expect(states).toBeGreaterThan(700);
});
