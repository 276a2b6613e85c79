import { errorsOf } from "./simulation/faults";
import { everyHistory, stepsOf } from "./simulation/history";
import { spam } from "./simulation/starts";

test("junk: any step fails or is the last, the reader acts, the importer runs again", async () => {
  const faults = ["stop before", "stop after"] as const;
  const { count, wrong } = await everyHistory(await spam(), (step) => [...faults, ...errorsOf(step)]);
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(1100);
});

test("a folder's creation is durable before a message is renamed into the folder", async () => {
  const steps = [...(await stepsOf(await spam()))];
  steps.splice(0, steps.indexOf("rename stage file to message") + 1); // the test whether both are on one file system
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
    "rename stage mark to stage mark",
    "rename stage file to message",
    "sync directory .Junk/new",
  ]);
});
