import { errorsOf } from "./simulation/faults";
import { historyFrom, stepsOf } from "./simulation/history";
import { READER_ACTIONS, World } from "./simulation/world";

/** The importer has run before; a message has come that SES takes for spam, and the folder for it has to be made. */
async function spam(): Promise<World> {
  const world = World.create(["ann"], 0);
  await world.runWell();
  world.sendSpam("ann", "spam");
  return world;
}

/** The limit that docs/exactly-once.md declares; see every-step.test.ts. */
const isDeclared = (step: string, action: string | undefined, fault: string) =>
  action === "expunge" && fault.startsWith("doubled") && /sync directory (ann|\.Junk)\/new/.test(step);

test("junk: a run ends before or after any step, or the step fails; then the reader acts; then the importer runs again", async () => {
  const start = await spam();
  const wrong: string[] = [];
  for (const [step, name] of (await stepsOf(start)).entries()) {
    for (const fault of ["stop before" as const, "stop after" as const, ...errorsOf(name)]) {
      for (const action of [undefined, ...READER_ACTIONS]) {
        const found = await historyFrom(start.clone(), step, fault, action);
        const faults = found.filter((one) => !isDeclared(name, action, one));
        if (faults.length > 0) wrong.push(`${step} ${name}, ${String(fault)}, ${action}: ${faults.join("; ")}`);
      }
    }
  }
  expect(wrong).toEqual([]);
}, 120_000);

test("the folder is made step by step, and durable before the message is renamed into it", async () => {
  const steps = [...(await stepsOf(await spam()))];
  steps.splice(0, steps.indexOf("rename stage file to message") + 1); // the trial whether the two are on one file system
  const made = steps.filter((step) => /\.Junk|subscriptions|directory \/ann$|rename stage|maildirfolder/.test(step));
  expect(made.filter((step) => !/^(inspect|close)/.test(step))).toEqual([
    "create ann/subscriptions.lock",
    "write ann/subscriptions.lock",
    "write ann/subscriptions.lock",
    "sync ann/subscriptions.lock",
    "rename ann/subscriptions.lock to ann/subscriptions",
    "sync directory /ann",
    "make directory ann/.Junk",
    "make directory .Junk/tmp",
    "make directory .Junk/cur",
    "create .Junk/maildirfolder",
    "make directory .Junk/new",
    "sync directory ann/.Junk",
    "sync directory /ann",
    "rename stage file to message",
    "sync directory .Junk/new",
  ]);
});
