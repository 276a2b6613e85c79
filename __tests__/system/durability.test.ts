import { durabilityFaults } from "../../fixtures/crash/durability";
import { startCrashServers } from "../../fixtures/crash/crash-servers";
import { CaseEnvironment } from "../../fixtures/crash/case-environment";
import { record } from "../../fixtures/crash/strace";
import type { TracedCall } from "../../fixtures/crash/trace";

// A kill loses no data in the kernel, but a power cut does. So the test checks the order of system calls.
let calls: TracedCall[];

beforeAll(async () => {
  const servers = await startCrashServers();
  const environment = await CaseEnvironment.open(servers, "s3", 1);
  try {
    ({ calls } = await record(environment.commandLine, environment.directory));
  } finally {
    environment.close();
    await servers.close();
  }
}, 300_000);

const isSync = ({ name }: TracedCall) => name === "fsync" || name === "fdatasync";

test("everything that a step requires on disk is synced before the step", () => {
  expect(durabilityFaults(calls)).toEqual([]);
});

test("each of these syncs is necessary", () => {
  const needed = calls.filter(
    (call) => isSync(call) && durabilityFaults(calls.filter((other) => other !== call)).length > 0,
  );
  const places = needed.map(({ text }) => /^\d+<.*\/((?:Maildir|state).*?)>/.exec(text)?.[1]);
  expect(places).toEqual([
    "state",
    "Maildir/tmp",
    "Maildir/tmp/standby-mx.stage",
    expect.stringMatching(/^Maildir\/tmp\/standby-mx\.stage\/[^/]+\/1[^/]+$/),
    expect.stringMatching(/^Maildir\/tmp\/standby-mx\.stage\/[^/]+$/),
    "state/journal",
    "Maildir/new",
    "state/journal",
  ]);
});

test("finds INTENT after the rename, DONE before the sync, and deletion before DONE", () => {
  const moved = (which: RegExp, behind: RegExp) => {
    const taken = calls.filter(({ text }) => which.test(text));
    const rest = calls.filter((call) => !taken.includes(call));
    const at = rest.findIndex(({ name, text }) => behind.test(`${name} ${text}`)) + 1;
    expect([taken.length, at].every((count) => count > 0)).toBe(true);
    return durabilityFaults([...rest.slice(0, at), ...taken, ...rest.slice(at)]).join("\n");
  };
  expect(moved(/\\"type\\":\\"intent\\"/, /^rename .*Maildir\/new\/1/)).toContain("INTENT");
  expect(moved(/\/Maildir\/new>/, /^write .*\\"type\\":\\"done\\"/)).toContain("the message's name in new/");
  expect(moved(/\?delete/, /^openat .*standby-mx\.stage/)).toContain("DONE");
});
