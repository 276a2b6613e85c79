import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../fixtures/command";

let directory: string;
let settings: string;
let addresses: string;
/** A directory of programs without Dovecot's, which this machine may have. */
let programs: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "init-"));
  settings = join(directory, "standby-mx.yaml");
  addresses = join(directory, "addresses");
  programs = join(directory, "programs");
  mkdirSync(programs);
  symlinkSync("/usr/bin/getent", join(programs, "getent"));
  writeFileSync(addresses, 'alice alice\npostmaster alice\nbob bob\n\'quoted bob\nnews@example.org -\n"a b" bob\n');
});
afterEach(() => rmSync(directory, { recursive: true }));

const answers = ["--domain", "example.org", "--mx", "mail.example.org", "mx2.example.org", "--dns", "elsewhere"];
const init = (...args: string[]) =>
  runCommand(["init", "--settings", settings, "--from", "file", "--file", addresses, ...args], { PATH: programs });

test("writes commented settings that check accepts, and names missing values", async () => {
  const { exitCode, stdout, stderr } = await init("--yes", "--region", "eu-west-2", ...answers);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const text = readFileSync(settings, "utf8");
  expect(text).toContain("# Where Amazon SES receives: as you chose.\nregions: [eu-west-2]\n");
  expect(text).toContain(
    [
      "  - name: example.org",
      "    primary:",
      "      - { host: mail.example.org, preference: 10 }",
      "      - { host: mx2.example.org, preference: 20 }",
      "    # Not in Route 53: the records to publish are printed at deployment.",
      "    dns: elsewhere",
    ].join("\n"),
  );
  expect(text).toContain("  - user: alice\n    addresses: [alice, postmaster]\n");
  expect(text).toContain('  - user: bob\n    addresses: [bob, "\'quoted"]\n');
  expect(text).toContain("# Open questions:\n");
  expect(stdout).toContain("mailboxes alice, bob\n    neither Dovecot nor Postfix says where its mail is");
  expect(stdout).toContain('"a b"@example.org\n    SES cannot have it');
  expect(stdout).toContain("news@example.org\n    the primary accepts it, and no mailbox is named for it");
  const check = await runCommand(["check", "--settings", settings]);
  expect(check.exitCode).toBe(0);
  expect(check.stdout).toContain("2 mailboxes, 4 addresses; all others are refused");
});

test("never overwrites a file", async () => {
  writeFileSync(settings, "mine");
  const { exitCode, stderr } = await init("--yes", ...answers);
  expect(exitCode).toBe(78);
  expect(stderr).toContain(`expected no file ${settings}, found one, which stays as it is`);
  expect(readFileSync(settings, "utf8")).toBe("mine");
});

test.each([
  ["a terminal or --yes", answers, 64, "expected a terminal to ask questions on, found none; use --yes"],
  ["a region in which SES receives", ["--yes", "--region", "eu-west-9", ...answers], 64, "did you mean eu-west-"],
])("requires %s", async (_, args, expected, message) => {
  const { exitCode, stderr } = await init(...args);
  expect(exitCode).toBe(expected);
  expect(stderr).toContain(message);
});

test("writes nothing without an address in the domains", async () => {
  const args = ["--yes", "--domain", "example.net", "--mx", "mail.example.net", "--dns", "elsewhere"];
  writeFileSync(addresses, "alice@example.org alice\n");
  const { exitCode, stderr } = await init(...args);
  expect(exitCode).toBe(75);
  expect(stderr).toBe(
    "standby-mx init: expected mailboxes with addresses in example.net, found none; name another source with --from\n",
  );
});
