import type { Fault } from "./faults";
import type { ReaderAction, World } from "./world";

/** The steps of a good run from here, by their names. */
export async function stepsOf(world: World): Promise<readonly string[]> {
  const steps: string[] = [];
  await world.clone().runWith(-1, "stop before", (step) => steps.push(step));
  return steps;
}

/** What is wrong after one faulty run, something that the reader does, and as many good runs as it takes. */
export async function historyFrom(
  world: World,
  step: number,
  fault: Fault,
  action: ReaderAction | undefined,
): Promise<readonly string[]> {
  const report = await world.runWith(step, fault);
  const wrong = [...world.faults];
  if (report?.outcome === "done" && world.waiting.length > 0) wrong.push("said done, but messages wait");
  if (action) world.readerActs(action);
  return [...wrong, ...(await goOn(world)), ...(await afterPowerCut(world, fault))];
}

/** What is wrong after a good run from here. */
export async function goOn(world: World): Promise<readonly string[]> {
  const after = world.clone();
  const report = await after.runWell();
  const missing = after.waiting.map((key) => `not delivered: ${key}`);
  return [...after.faults, ...missing, ...(report.outcome === "done" ? [] : [JSON.stringify(report.problems)])];
}

/** An error may be the first sign of a power cut. */
async function afterPowerCut(world: World, fault: Fault): Promise<readonly string[]> {
  if (!(fault instanceof Error)) return [];
  const wrong: string[] = [];
  for (const after of world.afterPowerCut("weak").slice(0, 8)) wrong.push(...(await goOn(after)));
  return wrong;
}
