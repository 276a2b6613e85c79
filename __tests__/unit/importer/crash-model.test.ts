import { explore, type Exploration } from "./simulation/explore";
import {
  doneBeforeSync,
  intentAfterRename,
  withoutDirectorySync,
  withoutFileSync,
  withoutJournalSync,
  withoutOwner,
  withoutSyncForOthers,
} from "./simulation/sabotage";
import { type Sabotage, World } from "./simulation/world";

/** Mail has come, and the importer has run before. */
async function world(users: readonly string[], messagesEach: number): Promise<World> {
  const world = World.create(users, 0);
  await world.run((_, perform) => Promise.resolve(perform()));
  for (const user of users) for (let i = 1; i <= messagesEach; i++) world.send(user, `m${i}`);
  return world;
}

/** … and SES takes the message for spam: its folder has to be made. */
async function spam(): Promise<World> {
  const start = await world(["ann"], 0);
  start.sendSpam("ann", "spam");
  return start;
}

describe("every history of the real importer on a simulated disk ends with each message exactly once", () => {
  const cases: readonly [string, () => Promise<World>, Exploration, number][] = [
    ["two kills, one message", () => world(["ann"], 1), { crash: "process", crashes: 2 }, 2000],
    [
      "two kills or power cuts, one message",
      () => world(["ann"], 1),
      { crash: "weak", crashes: 2, dataFates: ["lost", "kept"] },
      3000,
    ],
    ["an ordered power cut, two messages", () => world(["ann"], 2), { crash: "ordered", crashes: 1 }, 200],
    ["a power cut, two mailboxes", () => world(["ann", "bob"], 1), { crash: "weak", crashes: 1 }, 200],
    [
      "a power cut in the very first run",
      () => Promise.resolve(World.create(["ann"], 1)),
      { crash: "weak", crashes: 1 },
      200,
    ],
    [
      "two kills or power cuts in the very first run, lists put away at once",
      () => Promise.resolve(World.create(["ann"], 1)),
      { crash: "weak", crashes: 2, limits: { journalMessages: 1 }, withoutReader: true },
      1000,
    ],
    ["a power cut, junk whose folder is not there yet", () => spam(), { crash: "weak", crashes: 1 }, 200],
    [
      "a power cut, batches of one and a journal that is put away after each",
      () => world(["ann"], 2),
      { crash: "weak", crashes: 1, limits: { batchMessages: 1, journalMessages: 1 } },
      200,
    ],
  ];
  test.each(cases)(
    "%s",
    async (_, start, exploration, leastStates) => {
      const { faults, states } = await explore(await start(), exploration);
      expect([...faults]).toEqual([]);
      // An exploration that does not explore would find nothing either.
      expect(states).toBeGreaterThan(leastStates);
    },
    120_000,
  );
});

describe("the exploration notices when the importer leaves a step out or changes the order", () => {
  const firstRun = () => Promise.resolve(World.create(["ann"], 1));
  const laterRun = () => world(["ann"], 1);
  const cases: readonly [string, Sabotage, () => Promise<World>, Exploration["crash"], RegExp][] = [
    ["no sync of a stage file", withoutFileSync(/\.stage\//), laterRun, "ordered", /torn/],
    ["no sync of the stage directory", withoutDirectorySync(/\.stage\/[^/]+$/), laterRun, "ordered", /lost/],
    ["no sync of the directory of stage directories", withoutDirectorySync(/\.stage$/), firstRun, "weak", /doubled/],
    ["no sync of tmp/", withoutDirectorySync(/\/tmp$/), firstRun, "weak", /doubled/],
    ["no sync of new/", withoutDirectorySync(/\/new$/), laterRun, "ordered", /lost/],
    ["no sync of what is appended to the journal", withoutJournalSync, laterRun, "weak", /doubled/],
    ["no sync of a new journal", withoutFileSync(/\/journal\.tmp$/), firstRun, "weak", /sound journal.*damaged/],
    [
      "no sync of a list of delivered messages",
      withoutFileSync(/delivered[^/]*\.tmp$/),
      laterRun,
      "weak",
      /sound list.*damaged/,
    ],
    ["no sync of the state directory", withoutDirectorySync(/\/state$/), firstRun, "weak", /doubled/],
    [
      "no sync of the directory that holds the state directory",
      withoutDirectorySync(/^\/$/),
      firstRun,
      "weak",
      /doubled/,
    ],
    ["the intent after the rename", intentAfterRename, laterRun, "process", /doubled/],
    ["done before new/ is synced", doneBeforeSync, laterRun, "ordered", /lost/],
    ["messages that keep root as their owner", withoutOwner, laterRun, "process", /owned by 0/],
  ];
  test.each(cases)("%s", async (_, sabotage, start, crash, expected) => {
    // The journal is put away before anything is deleted, so that the lists of delivered messages count, too.
    const limits = { journalMessages: 1 };
    const { faults } = await explore(await start(), { crash, crashes: 1, sabotage, limits, untilFault: true });
    expect([...faults.keys()].join("\n")).toMatch(expected);
  });

  const killedBefore: readonly [string, RegExp, RegExp][] = [
    ["new/", /\/new$/, /lost/],
    ["the state directory", /\/state$/, /doubled/],
    ["the directory that holds the state directory", /^\/$/, /doubled/],
  ];
  test.each(killedBefore)("no sync of %s for a run that was killed before its own", async (_, directory, expected) => {
    const { faults } = await explore(World.create(["ann"], 1), {
      crash: "weak",
      crashes: 2,
      sabotage: withoutSyncForOthers(directory),
      limits: { journalMessages: 1 },
      untilFault: true,
      withoutReader: true,
    });
    expect([...faults.keys()].join("\n")).toMatch(expected);
  });

  test.each<[string, Sabotage]>([
    ["no sync of the Maildir in which a folder was made", withoutDirectorySync(/^\/ann$/)],
    ["no sync of the folder in which new/ was made", withoutDirectorySync(/\/\.Junk$/)],
    ["no sync of the folder's new/", withoutDirectorySync(/\/\.Junk\/new$/)],
  ])("%s", async (_, sabotage) => {
    const { faults } = await explore(await spam(), { crash: "weak", crashes: 1, sabotage, untilFault: true });
    expect([...faults.keys()].join("\n")).toMatch(/lost/);
  });
});
