import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand, startCommand } from "../../../fixtures/command";
import { sesBlock } from "../../../fixtures/ses-block";
import { CommandHost } from "../../../fixtures/host/command-host";

let host: CommandHost;
beforeAll(async () => (host = await CommandHost.create(["ann", "bob"])));
afterAll(() => host.remove());

const store = () => ["--store", `dir:${host.storeDirectory}`];
const status = (...args: readonly string[]) => runCommand(["status", "--settings", host.settingsFile, ...args]);
const file = () => join(host.state, "run-state.json");

test("without a recorded run the status is UNKNOWN, and a dry run records nothing", async () => {
  await host.import({ args: ["--dry-run"] });
  expect(existsSync(file())).toBe(false);
  expect(await status("--check")).toMatchObject({
    exitCode: 3,
    stdout: `STANDBY-MX UNKNOWN - no run of standby-mx import is recorded in ${file()}\n`,
    stderr: "",
  });
});

test("mail under no mailbox's prefix is shown, and a check warns", async () => {
  await host.put("ann/1", "Subject: 1\r\n\r\n");
  await host.put("zoe/1", "Subject: 2\r\n\r\n");
  expect((await host.import()).exitCode).toBe(1);
  const shown = await status();
  expect(shown).toMatchObject({ exitCode: 0, stderr: "" });
  expect(shown.stdout).toMatch(/^Last run +\d s ago .*: exit code 1, 1 message delivered$/m);
  expect(shown.stdout).toMatch(/^Unclaimed +1 message, 14 bytes, .* under no mailbox's prefix$/m);
  expect((await status("--check", "--max-age", "6h")).exitCode).toBe(1);
});

test("--live lists the store, or reports that it cannot", async () => {
  rmSync(join(host.storeDirectory, "mail/zoe"), { recursive: true });
  const live = await status("--live", "--json", ...store());
  expect(JSON.parse(live.stdout)).toMatchObject({ live: true, store: { unclaimed: { messages: 0 } } });
  const blind = await status("--live", "--check", "--store", `dir:${join(host.directory, "none")}`);
  expect(blind).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/cannot list the mail/) as string });
});

test("a held message is listed, shown, released and delivered", async () => {
  await host.clear({ verdicts: { virus: "hold" } });
  await host.put("ann/1", `${sesBlock({ virus: "FAIL" })}Subject: \u001b[2J\r\n\r\nhello\r\n`);
  expect((await host.import()).exitCode).toBe(1);
  const held = (subcommand: string, ...args: readonly string[]) =>
    runCommand(["held", subcommand, ...args, "--settings", host.settingsFile, ...store()]);
  expect((await held("list")).stdout).toMatch(
    /^mail\/ann\/1\n {2}for ann, \d+ bytes, stored .*\n {2}SES found a virus/,
  );
  const shown = await held("show", "mail/ann/1");
  expect(shown).toMatchObject({
    exitCode: 0,
    stderr: "",
    stdout: expect.stringMatching(/Subject: \\u\{1b\}\[2J\n\nhello\n$/) as string,
  });
  expect(await held("discard", "mail/ann/1")).toMatchObject({
    exitCode: 64,
    stderr: "standby-mx held discard: expected a terminal for the answer, found none; add --yes\n",
  });
  expect((await held("release", "mail/ann/1")).stdout).toBe(
    "mail/ann/1: the next import delivers the message into INBOX\n",
  );
  expect((await host.import()).stdout).toBe("standby-mx import: 1 message delivered\n");
});

test("a dry run lists the recipients; --quiet prints nothing on success", async () => {
  for (const key of ["ann/2", "ann/3", "bob/2"]) await host.put(key, "Subject: x\r\n\r\n");
  expect((await host.import({ args: ["--dry-run"] })).stdout).toBe(
    "standby-mx import: 3 messages would be delivered\n  ann  2 messages\n  bob  1 message\n",
  );
  expect(await host.import({ args: ["-q"] })).toEqual({ exitCode: 0, stdout: "", stderr: "" });
});

test("--watch records each pass, also the pass that a signal ends", async () => {
  rmSync(file());
  const watch = startCommand(["import", "--watch", "--settings", host.settingsFile, ...store()]);
  while (!existsSync(file())) await new Promise((done) => setTimeout(done, 20));
  expect(await watch.stop()).toMatchObject({ exitCode: 0, stdout: "" });
  expect(JSON.parse(readFileSync(file(), "utf8"))).toMatchObject({ version: 1, lastRun: { exitCode: 0 } });
});

test("wrong settings are UNKNOWN in one line", async () => {
  const answer = await runCommand(["status", "--check", "--settings", join(host.directory, "none.yaml")]);
  expect(answer).toMatchObject({
    exitCode: 3,
    stdout: expect.stringMatching(/^STANDBY-MX UNKNOWN - [^\n]+\n$/) as string,
  });
});
