import { stepsOf } from "./simulation/history";
import { READER_ACTIONS, STATE, World } from "./simulation/world";

const NEWLINE = 0x0a;
/** Between the ends of the records, a cut after every `EVERY_BYTES` bytes. */
const EVERY_BYTES = 41;

/** Where a journal is cut: at each end of a record, beside it, and at some bytes in between. */
function cutsOf(journal: Buffer): readonly number[] {
  const cuts = new Set<number>();
  for (const [at, byte] of journal.entries()) {
    if (byte === NEWLINE) for (const beside of [-1, 0, 1, 2]) cuts.add(at + beside);
    if (at % EVERY_BYTES === 0) cuts.add(at);
  }
  return [...cuts].filter((cut) => cut < journal.length);
}

test("a journal that is cut anywhere, after any step, is refused or changes nothing", async () => {
  const start = () => World.create(["ann", "bob"], 2);
  const seen = new Set<string>();
  const wrong: string[] = [];
  let refused = 0;
  let exact = 0;
  for (const [step, name] of (await stepsOf(start())).entries()) {
    if (!/journal|message|delete|at-/.test(name)) continue;
    const world = start();
    await world.runWith(step, "stop after");
    if (!world.hasJournal) continue;
    const { journal } = world;
    if (seen.has(world.canonical)) continue;
    seen.add(world.canonical);
    for (const action of [undefined, "expunge"] as const) {
      for (const cut of cutsOf(journal)) {
        const after = world.clone();
        after.cutJournal(cut);
        if (action) after.readerActs(action);
        const report = await after.runWell();
        const { faults, waiting } = after;
        if (report.problems.length > 0 && report.outcome === "try-later") refused++;
        else if (waiting.length === 0) exact++;
        else wrong.push(`${step} ${name}, cut at ${cut}: said done, but ${waiting.join(", ")} wait`);
        wrong.push(...faults.map((fault) => `${step} ${name}, cut at ${cut}, ${action}: ${fault}`));
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(refused).toBeGreaterThan(100);
  expect(exact).toBeGreaterThan(20);
}, 120_000);

test("an older state directory is refused for each mailbox that got mail since", async () => {
  const world = World.create(["ann"], 1);
  await world.runWell();
  const older = world.clone();
  world.send("ann", "m2");
  await world.runWell();
  world.putBack(STATE, older);
  world.storeAgain();
  const report = await world.runWell();
  expect(report.problems).toMatchObject([{ kind: "mailbox", name: "ann" }]);
  expect(report.problems[0]!.reason).toMatch(/expected a journal that has had \d+ records, .* it is an older copy/);
  expect(world.faults).toEqual([]);
});

test.each(READER_ACTIONS)(
  "a Maildir put back to before an open intent (reader: %s) still gets the message",
  async (action) => {
    const world = World.create(["ann"], 1);
    await world.runWell();
    world.readerActs(action);
    world.send("ann", "m2");
    const older = world.clone();
    await world.runWith((await stepsOf(world)).lastIndexOf("rename stage file to message"), "stop before");
    world.putBack("/ann", older);
    const { problems } = await world.runWell();
    expect({ problems, faults: world.faults, waiting: world.waiting }).toEqual({
      problems: [],
      faults: [],
      waiting: [],
    });
  },
);
