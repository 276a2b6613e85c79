import { errorsOf } from "./simulation/faults";
import { everyHistory, stepsOf } from "./simulation/history";
import { READER_ACTIONS, type ReaderAction, SimulatedHost } from "./simulation/simulated-host";

/** Two mailboxes with two messages each, in the first run, so that every kind of step occurs. */
const start = () => SimulatedHost.create(["ann", "bob"], 2);

test.each(["stop before", "stop after"] as const)(
  "%s any step, then the reader acts, then the importer runs again",
  async (fault) => {
    const { count, wrong } = await everyHistory(start(), () => [fault]);
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(500);
  },
);

test.each<[string, ReaderAction | undefined]>([
  ["does nothing", undefined],
  ...READER_ACTIONS.map((action) => [`does "${action}"`, action] as [string, ReaderAction]),
])("any step fails, then the reader %s, then the importer runs again", async (_, action) => {
  const { count, wrong } = await everyHistory(start(), errorsOf, [action]);
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(130);
});

test("the tests above cover these kinds of steps", async () => {
  expect([...new Set(await stepsOf(start()))].sort()).toMatchInlineSnapshot(`
    [
      "close stage file",
      "close stage mark",
      "close state/delivered.mail.N.tmp",
      "close state/journal",
      "close state/journal.at-N",
      "close state/journal.tmp",
      "create stage file",
      "create stage mark",
      "create state/delivered.mail.N.tmp",
      "create state/journal.at-N",
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
      "inspect prepared stage",
      "inspect stage",
      "inspect state/.",
      "inspect state/spool",
      "inspect tmp/.",
      "inspect tmp/standby-mx.stage",
      "list /state",
      "list prepared stage",
      "list stage",
      "list the bucket",
      "list tmp/standby-mx.stage",
      "make directory /state",
      "make directory generation of prepared stage",
      "make directory prepared stage",
      "open state/journal",
      "read state/held-verdicts",
      "read state/journal",
      "read state/released",
      "remove state/delivered.mail.N.tmp",
      "remove state/journal.tmp",
      "rename prepared stage to tmp/standby-mx.stage",
      "rename stage file to message",
      "rename stage mark to stage mark",
      "rename state/delivered.mail.N.tmp to state/delivered.mail.N",
      "rename state/journal.at-N to state/journal.at-N",
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
