import { explore, type Exploration } from "./simulation/explore";
import { sideBySide } from "./simulation/side-by-side";
import {
  claimInTwoSteps,
  doneBeforeSync,
  intentAfterRename,
  markBeforeRecord,
  stageMarkBeforeRecord,
  stageMarkBehindIntent,
  withoutDirectorySync,
  withoutFileSync,
  withoutJournalSync,
  withoutOwner,
  withoutSyncForOthers,
} from "./simulation/left-out-steps";
import { laterRun, spam } from "./simulation/starts";
import { type MachineChange, SimulatedHost } from "./simulation/simulated-host";

describe("the exploration notices when the importer omits or reorders a step", () => {
  const firstRun = () => Promise.resolve(SimulatedHost.create(["ann"], 1));
  const secondRun = () => laterRun(["ann"], 1);
  const cases: readonly [string, MachineChange, () => Promise<SimulatedHost>, Exploration["crash"], RegExp][] = [
    ["no sync of a stage file", withoutFileSync(/\.stage\//), secondRun, "ordered", /torn/],
    ["no sync of the stage directory", withoutDirectorySync(/\.stage\/[^/]+$/), secondRun, "weak", /lost|duplicated/],
    [
      "no sync of the directory of stage directories",
      withoutDirectorySync(/\.stage$/),
      firstRun,
      "weak",
      /duplicated|not done/,
    ],
    ["no sync of tmp/", withoutDirectorySync(/\/tmp$/), firstRun, "weak", /duplicated|not done/],
    ["no sync of new/", withoutDirectorySync(/\/new$/), secondRun, "ordered", /lost/],
    ["no sync of what is appended to the journal", withoutJournalSync, secondRun, "weak", /duplicated|not done/],
    ["no sync of a new journal", withoutFileSync(/\/journal\.tmp$/), firstRun, "weak", /sound journal.*damaged/],
    [
      "no sync of a list of delivered messages",
      withoutFileSync(/delivered[^/]*\.tmp$/),
      secondRun,
      "weak",
      /sound list.*damaged/,
    ],
    ["no sync of the state directory", withoutDirectorySync(/\/state$/), firstRun, "weak", /duplicated|not done/],
    [
      "no sync of the directory that holds the state directory",
      withoutDirectorySync(/^\/$/),
      firstRun,
      "weak",
      /duplicated|not done/,
    ],
    ["the intent after the rename", intentAfterRename, secondRun, "process", /duplicated|not done/],
    ["the mark before its record", markBeforeRecord, secondRun, "process", /not done.*cut short/],
    [
      "the mark of the stage directory before its record",
      stageMarkBeforeRecord,
      secondRun,
      "process",
      /not done.*older copy/,
    ],
    ["the mark of the stage directory behind the intent", stageMarkBehindIntent, secondRun, "weak", /duplicated/],
    ["done before new/ is synced", doneBeforeSync, secondRun, "ordered", /lost/],
    ["messages that keep root as their owner", withoutOwner, secondRun, "process", /owned by 0/],
  ];
  test.each(cases)("%s", async (_, change, start, crash, expected) => {
    // The journal is emptied before the deletions, so that the lists of delivered messages count too.
    const limits = { maxJournalMessages: 1 };
    const { faults } = await explore(await start(), { crash, crashes: 1, change, limits, untilFault: true });
    expect([...faults.keys()].join("\n")).toMatch(expected);
  });

  const killedBefore: readonly [string, RegExp, RegExp][] = [
    ["new/", /\/new$/, /lost/],
    ["the state directory", /\/state$/, /duplicated|not done/],
    ["the directory that holds the state directory", /^\/$/, /duplicated|not done/],
  ];
  test.each(killedBefore)(
    "no sync of %s for an earlier run that was killed before its sync",
    async (_, directory, expected) => {
      const { faults } = await explore(SimulatedHost.create(["ann"], 1), {
        crash: "weak",
        crashes: 2,
        change: withoutSyncForOthers(directory),
        limits: { maxJournalMessages: 1 },
        untilFault: true,
        withoutReader: true,
      });
      expect([...faults.keys()].join("\n")).toMatch(expected);
    },
  );

  test.each<[string, MachineChange]>([
    ["no sync of the Maildir in which a folder was made", withoutDirectorySync(/^\/ann$/)],
    ["no sync of the folder in which new/ was made", withoutDirectorySync(/\/\.Junk$/)],
    ["no sync of the folder's new/", withoutDirectorySync(/\/\.Junk\/new$/)],
  ])("%s", async (_, change) => {
    const { faults } = await explore(await spam(), { crash: "weak", crashes: 1, change, untilFault: true });
    expect([...faults.keys()].join("\n")).toMatch(/lost/);
  });

  test("the claim of the stage directory in two steps", async () => {
    const faults = await sideBySide(claimInTwoSteps);
    expect([...faults.keys()].join("\n")).toMatch(/duplicated/);
  });
});
