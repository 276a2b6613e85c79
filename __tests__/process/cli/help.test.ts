import { runCommand } from "../../../fixtures/command";
import { COMMAND_HELP } from "../../../cli/command-help";
import { COMMAND_NAMES } from "../../../cli/commands";

const TERMINAL_COLUMNS = 80;
const tooWide = (text: string) => text.split("\n").filter((line) => line.length > TERMINAL_COLUMNS);

test("the help lists every command in one line", async () => {
  const { exitCode, stdout } = await runCommand(["--help"]);
  expect(exitCode).toBe(0);
  for (const name of COMMAND_NAMES) expect(stdout).toMatch(new RegExp(`^  ${name} {2,}\\S.*\\S$`, "m"));
  expect(tooWide(stdout)).toEqual([]);
});

test("without a command, the help is printed as a usage error", async () => {
  expect(await runCommand([])).toMatchObject({
    exitCode: 64,
    stdout: "",
    stderr: expect.stringMatching(/^Usage: /) as string,
  });
});

test("the help of a subcommand shows an example and the exit codes", async () => {
  const { stdout } = await runCommand(["users", "diff", "--help"]);
  expect(stdout).toMatch(/^Examples:\n {2}standby-mx users diff$/m);
  expect(stdout).toMatch(/^Exit codes:\n {2}0 +done\n {2}1 +with --check/m);
  expect(tooWide(stdout)).toEqual([]);
});

test("the help leaves out an exit code that the command never has", async () => {
  const { stdout } = await runCommand(["review", "--help"]);
  expect(stdout).toMatch(/ {2}2 +a dangerous change\n {2}64 .*\n {2}70 .*\n {2}75 .*\n$/);
});

test("examples and exit codes fit into a terminal of 80 columns", () => {
  const lines = Object.values(COMMAND_HELP).flatMap(({ examples, exitCodes }) => [
    ...examples.map((example) => `  ${example}`),
    ...Object.values(exitCodes).map((meaning) => `  0    ${meaning}`),
  ]);
  expect(tooWide(lines.join("\n"))).toEqual([]);
});

test.each([
  [["imprt"], "error: unknown command 'imprt'\n(Did you mean import?)\nSee \"standby-mx --help\".\n"],
  [
    ["import", "--dry-rnu"],
    "error: unknown option '--dry-rnu'\n(Did you mean --dry-run?)\nSee \"standby-mx import --help\".\n",
  ],
  [["held", "lst"], "error: unknown command 'lst'\n(Did you mean list?)\nSee \"standby-mx held --help\".\n"],
])("%j is answered with a suggestion and the help to read", async (args, stderr) => {
  expect(await runCommand(args)).toEqual({ exitCode: 64, stdout: "", stderr });
});
