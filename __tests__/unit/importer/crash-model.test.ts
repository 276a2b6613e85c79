import { explore, type Exploration } from "./simulation/explore";
import {
  doneBeforeSync,
  intentAfterRename,
  withoutDirectorySync,
  withoutFileSync,
  withoutJournalSync,
  withoutOwner,
} from "./simulation/sabotage";
import { type Sabotage, World } from "./simulation/world";

/** Mail has come, and the importer has run before. */
async function world(users: readonly string[], messagesEach: number): Promise<World> {
  const world = World.create(users, 0);
  await world.run((_, perform) => Promise.resolve(perform()));
  for (const user of users) for (let i = 1; i <= messagesEach; i++) world.send(user, `m${i}`);
  return world;
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
  const cases: readonly [string, Sabotage, Exploration["crash"], RegExp][] = [
    ["no sync of a stage file", withoutFileSync, "ordered", /torn/],
    ["no sync of the stage directory", withoutDirectorySync(/\.stage\/[^/]+$/), "ordered", /lost/],
    ["no sync of new/", withoutDirectorySync(/\/new$/), "ordered", /lost/],
    ["no sync of the journal", withoutJournalSync, "weak", /doubled/],
    ["the intent after the rename", intentAfterRename, "process", /doubled/],
    ["done before new/ is synced", doneBeforeSync, "ordered", /lost/],
    ["messages that keep root as their owner", withoutOwner, "process", /owned by 0/],
  ];
  test.each(cases)(
    "%s",
    async (_, sabotage, crash, expected) => {
      const { faults } = await explore(await world(["ann"], 1), { crash, crashes: 1, sabotage, untilFault: true });
      expect([...faults.keys()].join("\n")).toMatch(expected);
    },
    60_000,
  );
});
