import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { bundle } from "../../../fixtures/command";
import { type Ended, runProcess } from "../../../fixtures/process";
import { sound } from "../../unit/settings/support";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "standby-check-"));
});
afterAll(() => rm(directory, { recursive: true }));

/** Runs the command as a process, in a directory with the files of the test only. */
function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return runProcess(process.execPath, [bundle, ...args], { cwd: directory, env: { PATH: process.env.PATH, ...env } });
}

test("summarizes valid settings", async () => {
  expect(await run(["check", "--settings", resolve("standby-mx.example.yaml")])).toEqual({
    exitCode: 0,
    stdout: `${resolve("standby-mx.example.yaml")}: no errors
  example.org: MX 10 mail.example.org, 100 SES in eu-west-1
  3 mailboxes, 6 addresses; all others are refused
  mail waits in example.org-mail-stocker (eu-west-1)
`,
    stderr: "",
  });
});

test("names the queue of the envelopes, if there is one", async () => {
  await writeFile(join(directory, "standby-mx.yaml"), stringify({ ...sound, envelopeQueue: true }));
  expect((await run(["check"])).stdout).toContain(
    "\n  envelopes come by the queue example-org-mail-stocker-envelopes\n",
  );
});

test("exits 78 with every error on standard error", async () => {
  const { exitCode, stdout, stderr } = await run([
    "check",
    "--settings",
    resolve("fixtures/settings/ten-mistakes.yaml"),
  ]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: "" });
  expect(stderr.match(/ten-mistakes\.yaml:\d+:\d+: /g)).toHaveLength(10);
  expect(stderr).toMatch(/\n10 errors in the settings\n$/);
});

test("takes the file from --settings, STANDBY_SETTINGS or standby-mx.yaml", async () => {
  for (const name of ["standby-mx.yaml", "env.yaml", "option.yaml"]) {
    await writeFile(join(directory, name), stringify(sound));
  }
  const env = { STANDBY_SETTINGS: "env.yaml" };
  const outcomes = await Promise.all([
    run(["check"]),
    run(["check"], env),
    run(["check", "--settings", "option.yaml"], env),
  ]);
  expect(outcomes.map(({ stdout }) => stdout.split(":")[0])).toEqual(["standby-mx.yaml", "env.yaml", "option.yaml"]);
});

test("exits 78 without a file, and says what to do", async () => {
  const { exitCode, stderr } = await run(["check"], { STANDBY_SETTINGS: "none.yaml" });
  expect(exitCode).toBe(78);
  expect(stderr).toMatch(
    /^none\.yaml:1:1: found no file; expected settings; .*--settings.*standby-mx\.example\.yaml\n/,
  );
});

test("prints warnings and still succeeds", async () => {
  await writeFile(join(directory, "doubtful.yaml"), stringify({ ...sound, retention: { waitingDays: 1 } }));
  const { exitCode, stdout, stderr } = await run(["check", "--settings", "doubtful.yaml"]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/no errors/);
  expect(stderr).toMatch(/^doubtful\.yaml:\d+:\d+: warning: retention\.waitingDays: /);
});

test.each([[["chekc"]], [["check", "--setings", "x"]], [["check", "--settings"]]])(
  "exits 64, not 1, for a wrong command line: %j",
  async (args) => {
    const { exitCode, stderr } = await run(args);
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(/^error: /);
  },
);
