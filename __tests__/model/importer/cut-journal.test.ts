import { stepsOf } from "./simulation/history";
import { READER_ACTIONS, STATE, SimulatedHost } from "./simulation/simulated-host";

const NEWLINE = 0x0a;
/** The distance of the cuts between the ends of records. */
const EVERY_BYTES = 41;

/** The places of the cuts: each end of a record, the bytes beside the end, and some bytes in between. */
function cutsOf(journal: Buffer): readonly number[] {
  const cuts = new Set<number>();
  for (const [at, byte] of journal.entries()) {
    if (byte === NEWLINE) for (const beside of [-1, 0, 1, 2]) cuts.add(at + beside);
    if (at % EVERY_BYTES === 0) cuts.add(at);
  }
  return [...cuts].filter((cut) => cut < journal.length);
}

test("a journal cut at any byte, after any step, is refused or has no effect", async () => {
  const start = () => SimulatedHost.create(["ann", "bob"], 2);
  const seen = new Set<string>();
  const wrong: string[] = [];
  let refused = 0;
  let exact = 0;
  for (const [step, name] of (await stepsOf(start())).entries()) {
    if (!/journal|message|delete|at-/.test(name)) continue;
    const host = start();
    await host.runWith(step, "stop after");
    if (!host.hasJournal) continue;
    const { journal } = host;
    if (seen.has(host.canonical)) continue;
    seen.add(host.canonical);
    for (const action of [undefined, "expunge"] as const) {
      for (const cut of cutsOf(journal)) {
        const after = host.clone();
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

test("an older state directory is refused for each mailbox with mail since then", async () => {
  const host = SimulatedHost.create(["ann"], 1);
  await host.runWell();
  const older = host.clone();
  host.send("ann", "m2");
  await host.runWell();
  host.putBack(STATE, older);
  host.storeAgain();
  const report = await host.runWell();
  expect(report.problems).toMatchObject([{ kind: "mailbox", name: "ann" }]);
  expect(report.problems[0]!.reason).toMatch(/expected a journal that has had \d+ records, .* it is an older copy/);
  expect(host.faults).toEqual([]);
});

test.each(READER_ACTIONS)(
  "a Maildir restored from before an open INTENT (reader: %s) gets the message",
  async (action) => {
    const host = SimulatedHost.create(["ann"], 1);
    await host.runWell();
    host.readerActs(action);
    host.send("ann", "m2");
    const older = host.clone();
    await host.runWith((await stepsOf(host)).lastIndexOf("rename stage file to message"), "stop before");
    host.putBack("/ann", older);
    const { problems } = await host.runWell();
    expect({ problems, faults: host.faults, waiting: host.waiting }).toEqual({
      problems: [],
      faults: [],
      waiting: [],
    });
  },
);
