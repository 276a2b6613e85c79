import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";
import { type ScriptedSmtp, scriptedSmtp } from "../../../../fixtures/smtp/scripted-smtp";
import type { OnUnknown } from "../../../../settings/model";

const limits = { stopTimeoutMs: 50 };
let host: InProcessHost;
let server: ScriptedSmtp;
let stop: AbortController;
/** The step to which the server does not reply; the import is asked to stop at the same moment. */
let silentAt: string | undefined;

beforeEach(async () => {
  host = await InProcessHost.create();
  stop = new AbortController();
  server = await scriptedSmtp((step) => {
    if (silentAt === undefined || !step.startsWith(silentAt)) return undefined;
    stop.abort();
    return "silence";
  });
});
afterEach(async () => {
  await server.close();
  host.remove();
});

function addMailbox(user: string, onUnknown: OnUnknown = "resend"): void {
  const address = { host: "127.0.0.1", port: server.port };
  host.addMailbox(user, { destination: { kind: "lmtp", server: address, recipients: "mailbox", onUnknown } });
}
const stopped = () => host.import({ signal: stop.signal, limits });

describe("asked to stop while a server does not reply", () => {
  test.each(["greeting", "LHLO", "MAIL", "RCPT", "DATA"])("at %s, an import leaves the message", async (step) => {
    addMailbox("ann");
    for (const key of ["ann/1", "ann/2"]) await host.put(key);
    silentAt = step;
    const report = await stopped();
    expect(report).toMatchObject({ delivered: 0, waiting: 2, outcome: "try-later" });
    expect(report.problems[0]!.reason).toMatch(
      /^LMTP .* did not end within 0\.05 s after the import was asked to stop$/,
    );
    expect(server.connections()).toBe(1);
    silentAt = undefined;
    expect(await host.import()).toMatchObject({ delivered: 2, outcome: "done" });
    expect(server.transactions).toHaveLength(2);
  });

  test("at the second message, an import does not connect again", async () => {
    addMailbox("ann");
    for (const key of ["ann/1", "ann/2"]) await host.put(key);
    let mails = 0;
    await server.close();
    server = await scriptedSmtp((step) => {
      if (!step.startsWith("MAIL") || ++mails !== 2) return undefined;
      stop.abort();
      return "silence";
    });
    host.mailboxes = [];
    addMailbox("ann");
    expect(await stopped()).toMatchObject({ delivered: 1, deleted: 1, waiting: 1, outcome: "try-later" });
    expect(server.connections()).toBe(1);
  });

  test.each<[OnUnknown, object, object]>([
    ["resend", { waiting: 2, heldCount: 0, outcome: "try-later" }, { delivered: 2, heldCount: 0 }],
    ["hold", { waiting: 1, heldCount: 1, outcome: "try-later" }, { delivered: 1, heldCount: 1 }],
  ])("after the end of a message, its delivery status is unknown (%s)", async (onUnknown, now, then) => {
    addMailbox("ann", onUnknown);
    for (const key of ["ann/1", "ann/2"]) await host.put(key);
    silentAt = "message";
    const report = await stopped();
    expect(report).toMatchObject({ delivered: 0, ...now });
    const reasons = [...report.held, ...report.problems].map(({ reason }) => reason).join("\n");
    expect(reasons).toMatch(/delivery status .*unknown: .*asked to stop/);
    expect(report.problems.map(({ kind }) => kind)).toContain("interrupted");
    silentAt = undefined;
    expect(await host.import()).toMatchObject(then);
  });
});

test("a server that replies soon after the stop gets its message once", async () => {
  addMailbox("ann");
  await host.put("ann/1");
  await server.close();
  server = await scriptedSmtp((step) => {
    if (step === "message") stop.abort();
    return undefined;
  });
  host.mailboxes = [];
  addMailbox("ann");
  const report = await host.import({ signal: stop.signal });
  expect(report).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
});

test("a program that ignores SIGTERM is killed some time after the stop", async () => {
  const program = join(host.directory, "program");
  const started = join(host.directory, "started");
  writeFileSync(program, `#!/bin/sh\ntrap "" TERM\n: >${started}\nsleep 600\n`, { mode: 0o755 });
  const owner = { user: process.getuid!(), group: process.getgid!() };
  host.addMailbox("ann", { destination: { kind: "command", command: [program], onUnknown: "hold" }, owner });
  await host.put("ann/1");
  const watching = setInterval(() => existsSync(started) && stop.abort(), 5);
  const report = await stopped().finally(() => clearInterval(watching));
  expect(report).toMatchObject({ delivered: 0, heldCount: 1, outcome: "some-held" });
  expect(report.held[0]!.reason).toContain("SIGKILL: the program did not end within 0.05 s after the import was asked");
});
