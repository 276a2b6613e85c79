import { errorsOf } from "./simulation/faults";
import { historyFrom, stepsOf } from "./simulation/history";
import { READER_ACTIONS, type ReaderAction, World } from "./simulation/world";

/** Two mailboxes with two messages each, in the very first run: every kind of step occurs. */
const start = () => World.create(["ann", "bob"], 2);

const actions = [undefined, ...READER_ACTIONS];

test.each(["stop before", "stop after"] as const)(
  "%s any step, then the reader acts, then the importer runs again",
  async (fault) => {
    const wrong: string[] = [];
    for (const [step, name] of (await stepsOf(start())).entries()) {
      for (const action of actions) {
        const faults = await historyFrom(start(), step, fault, action);
        if (faults.length > 0) wrong.push(`${step} ${name}, ${action ?? "no action"}: ${faults.join("; ")}`);
      }
    }
    expect(wrong).toEqual([]);
  },
);

test("any step fails, then the reader acts, then the importer runs again", async () => {
  const wrong: string[] = [];
  const steps = await stepsOf(start());
  for (const [step, name] of steps.entries()) {
    for (const error of errorsOf(name)) {
      for (const action of actions) {
        const faults = (await historyFrom(start(), step, error, action)).filter(
          (fault) => !isDeclared(name, action, fault),
        );
        if (faults.length > 0) wrong.push(`${step} ${name}, ${error.message}, ${action}: ${faults.join("; ")}`);
      }
    }
  }
  expect(wrong).toEqual([]);
}, 120_000);

test.each(["sync state/journal", "rename stage file to message", "sync directory ann/new"])(
  "a run ends after %s; then any step of the recovery fails, or is the last one",
  async (lastStep) => {
    const wrong: string[] = [];
    const stopped = start();
    const end = (await stepsOf(stopped)).indexOf(lastStep);
    await stopped.runWith(end, "stop after");
    for (const [step, name] of (await stepsOf(stopped)).entries()) {
      for (const fault of ["stop before" as const, ...errorsOf(name)]) {
        for (const action of actions) {
          const faults = await historyFrom(stopped.clone(), step, fault, action);
          const undeclared = faults.filter((found) => !isDeclared(name, action, found));
          if (undeclared.length > 0)
            wrong.push(`${step} ${name}, ${String(fault)}, ${action}: ${undeclared.join("; ")}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  },
);

/**
 * The one limit that docs/exactly-once.md declares: when the kernel could not write `new/`, nobody knows whether the message is
 * there, and when the reader has removed it, nobody can find out. Then it comes again.
 */
function isDeclared(step: string, action: ReaderAction | undefined, fault: string): boolean {
  return step === "sync directory ann/new" || step === "sync directory bob/new"
    ? action === "expunge" && fault.startsWith("doubled")
    : false;
}

test("these are the kinds of steps that the tests above go through", async () => {
  expect([...new Set(await stepsOf(start()))].sort()).toMatchInlineSnapshot(`
    [
      "close stage file",
      "close state/delivered.mail.N.tmp",
      "close state/journal",
      "close state/journal.tmp",
      "create stage file",
      "create state/delivered.mail.N.tmp",
      "create state/journal.tmp",
      "delete an object",
      "get an object",
      "inspect /",
      "inspect /ann",
      "inspect /bob",
      "inspect /state",
      "inspect ann/cur",
      "inspect ann/new",
      "inspect ann/tmp",
      "inspect bob/cur",
      "inspect bob/new",
      "inspect bob/tmp",
      "inspect stage",
      "inspect state/spool",
      "inspect tmp/.",
      "inspect tmp/standby-mx.stage",
      "list /state",
      "list stage",
      "list the bucket",
      "list tmp/standby-mx.stage",
      "make directory /state",
      "make directory stage",
      "make directory tmp/standby-mx.stage",
      "open state/journal",
      "read state/journal",
      "remove state/delivered.mail.N.tmp",
      "remove state/journal.tmp",
      "rename stage file to message",
      "rename state/delivered.mail.N.tmp to state/delivered.mail.N",
      "rename state/journal.tmp to state/journal",
      "statfs stage",
      "sync directory /",
      "sync directory /state",
      "sync directory ann/new",
      "sync directory ann/tmp",
      "sync directory bob/new",
      "sync directory bob/tmp",
      "sync directory stage",
      "sync directory tmp/standby-mx.stage",
      "sync stage file",
      "sync state/delivered.mail.N.tmp",
      "sync state/journal",
      "sync state/journal.tmp",
      "utimes stage file",
      "write stage file",
      "write state/delivered.mail.N.tmp",
      "write state/journal",
      "write state/journal.tmp",
    ]
  `);
});
