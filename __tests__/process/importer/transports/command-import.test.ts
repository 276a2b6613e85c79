import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OnUnknown, Owner } from "../../../../settings/model";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";
import { machineWith } from "../../../../fixtures/host/machine-with";

const isRoot = process.getuid?.() === 0;
const NOBODY: Owner = { user: 65534, group: 65534 };

let host: InProcessHost;
/** A directory in which every user may write. */
let out: string;

beforeEach(async () => {
  host = await InProcessHost.create();
  out = join(host.directory, "out");
  mkdirSync(out);
  chmodSync(host.directory, 0o755);
  chmodSync(out, 0o777);
});
afterEach(() => host.remove());

interface Program {
  readonly script: string;
  readonly args?: readonly string[];
  readonly onUnknown?: OnUnknown;
  readonly owner?: Owner | undefined;
}

function addMailbox(user: string, { script, args = [], onUnknown = "resend", ...more }: Program): void {
  const program = join(host.directory, `program-${user}`);
  writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const runAs = "owner" in more ? more.owner : isRoot ? NOBODY : undefined;
  host.addMailbox(user, { destination: { kind: "command", command: [program, ...args], onUnknown }, owner: runAs });
}

const written = (name: string) => readFileSync(join(out, name), "latin1");

test("gets the whole message with LF on standard input, and its arguments filled in", async () => {
  addMailbox("ann", {
    script: `cat >${out}/mail; printf '%s\\n' "$@" >${out}/args; env >${out}/env; pwd >${out}/cwd`,
    args: ["-f", "{sender}", "--", "{address}", "$(id); {user}"],
  });
  await host.put("ann/1", "Subject: \xe4\r\n\r\n.\r\nend\r\n");
  const seen: string[] = [];
  const observer = { delivered: (_: unknown, __: string, where: string) => void seen.push(where) };
  expect(await host.import({ observer })).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
  expect(written("mail")).toBe("Subject: \xe4\n\n.\nend\n");
  expect(written("args")).toBe("-f\n<>\n--\nann@example.org\n$(id); ann\n");
  // The shell itself sets PWD, and some shells set _.
  const environment = written("env").trim().split("\n");
  expect(environment.filter((line) => !/^(PWD|OLDPWD|SHLVL|_)=/.test(line))).toEqual([
    "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
  ]);
  expect(written("cwd")).toBe("/\n");
  expect(seen).toEqual([`${join(host.directory, "program-ann")}: exit code 0`]);
  expect(readdirSync(join(host.state, "spool"))).toEqual([]);
});

test("a program that does not read its input accepts the message by its exit code", async () => {
  addMailbox("ann", { script: "exit 0" });
  await host.put("ann/1", "x".repeat(1_000_000));
  expect(await host.import()).toMatchObject({ delivered: 1, outcome: "done" });
});

test("a background program that keeps its standard error open does not delay the run", async () => {
  addMailbox("ann", { script: `sleep 60 & echo $! >${out}/pid; exit 0` });
  await host.put("ann/1");
  expect(await host.import()).toMatchObject({ delivered: 1, outcome: "done" });
  process.kill(Number(written("pid")), "SIGKILL");
});

describe("its end", () => {
  test.each([
    [67, "some-held", "exit code 67: no such user"],
    [65, "some-held", "exit code 65: no such user"],
    [1, "some-held", "exit code 1: no such user"],
    [75, "try-later", "exit code 75: no such user"],
  ])("exit code %i: %s", async (code, outcome, words) => {
    addMailbox("ann", { script: `cat >/dev/null; echo >&2; echo no such user >&2; echo more >&2; exit ${code}` });
    await host.put("ann/1");
    const report = await host.import();
    expect(report).toMatchObject({ delivered: 0, deleted: 0, outcome });
    expect([...report.held, ...report.problems].map(({ reason }) => reason).join()).toContain(words);
    expect(await host.waiting()).toEqual(["ann/1"]);
    expect(readdirSync(join(host.state, "spool"))).toEqual([]);
  });

  test.each<[OnUnknown, string]>([
    ["resend", "try-later"],
    ["hold", "some-held"],
  ])("killed, so the outcome is unknown, %s", async (onUnknown, outcome) => {
    addMailbox("ann", { script: "kill -9 $$", onUnknown });
    await host.put("ann/1");
    const report = await host.import();
    expect(report.outcome).toBe(outcome);
    expect([...report.held, ...report.problems][0]!.reason).toMatch(/^delivery status .*unknown: .*ended by SIGKILL/);
    addMailbox("ann", { script: `echo >>${out}/again`, onUnknown });
    host.mailboxes = host.mailboxes.slice(1);
    await host.import();
    expect(existsSync(join(out, "again"))).toBe(onUnknown === "resend");
  });

  test("a program that does not end is killed with its child processes", async () => {
    addMailbox("ann", { script: `sleep 600 & echo $! >${out}/pid; wait`, onUnknown: "hold" });
    await host.put("ann/1");
    const report = await host.import({ limits: { transportTimeoutMs: 500 } });
    expect(report).toMatchObject({ heldCount: 1, outcome: "some-held" });
    expect(report.held[0]!.reason).toContain("ended by SIGKILL: the program did not end within 0.5 s");
    const state = existsSync(`/proc/${written("pid").trim()}/stat`)
      ? readFileSync(`/proc/${written("pid").trim()}/stat`, "utf8").split(" ")[2]
      : "gone";
    expect(["gone", "Z"]).toContain(state);
  });

  test("a program that cannot be started: the mailbox waits", async () => {
    addMailbox("ann", { script: "" });
    chmodSync(join(host.directory, "program-ann"), 0o644);
    await host.put("ann/1");
    const report = await host.import();
    expect(report).toMatchObject({ waiting: 1, outcome: "try-later" });
    expect(report.problems[0]!.reason).toMatch(/cannot run .*program-ann: .*EACCES/);
  });
});

describe("the user that runs the program", () => {
  const asked = () => host.put("ann/1").then(() => host.import());

  (isRoot ? test : test.skip)("for root: the owner of the settings, without root's groups", async () => {
    addMailbox("ann", { script: `id -u >${out}/id; id -g >>${out}/id; id -G >>${out}/id` });
    expect(await asked()).toMatchObject({ delivered: 1 });
    expect(written("id")).toBe("65534\n65534\n65534\n");
  });

  (isRoot ? test : test.skip)("as nobody for root, where the settings name no user", async () => {
    addMailbox("ann", { script: "exit 0", owner: undefined });
    const report = await asked();
    expect(report).toMatchObject({ waiting: 1, outcome: "try-later" });
    expect(report.problems[0]!.reason).toMatch(/would run as root for ann; set owner in the mailbox's settings$/);
  });

  test("an unknown owner: the mailbox waits", async () => {
    addMailbox("ann", { script: "exit 0", owner: { user: "no-such-user", group: undefined } });
    expect((await asked()).problems[0]!.reason).toContain("does not know the user no-such-user");
  });

  test("without root is the user of the importer", async () => {
    addMailbox("ann", { script: "exit 0", owner: { user: 4242, group: 4242 } });
    await host.put("ann/1");
    const report = await host.import({ machine: machineWith({ uid: 4711 }, ownedBy(4711)) });
    expect(report.problems[0]!.reason).toMatch(
      /has to run as uid 4242, but this process runs as uid 4711; run the import as/,
    );
  });

  /** Makes all files appear to belong to this user. */
  function ownedBy(uid: number) {
    const { disk } = machineWith({});
    return {
      inspect: async (path: string) => {
        const entry = await disk.inspect(path);
        return entry && { ...entry, uid };
      },
    };
  }
});

test("a dry run starts no program, and counts the message", async () => {
  addMailbox("ann", { script: `touch ${out}/ran` });
  await host.put("ann/1");
  expect(await host.import({ dryRun: true })).toMatchObject({ delivered: 1, outcome: "done" });
  expect(existsSync(join(out, "ran"))).toBe(false);
});
