import { Argument, Command, Option } from "commander";
import { allCommands, commandTree } from "../../../../operator/install/command-tree";
import { bashCompletion } from "../../../../operator/install/completion/bash";
import { fishCompletion } from "../../../../operator/install/completion/fish";
import { zshCompletion } from "../../../../operator/install/completion/zsh";
import { manPage } from "../../../../operator/install/man-page";

const command = new Command("tool").description(
  "A tool whose description is longer than the eighty bytes that a line of a manual page may have",
);
command
  .command("serve")
  .description("serve .dot files")
  .addOption(new Option("--mode <mode>", "how it's done: [fast] or slow").choices(["fast", "slow"]))
  .addOption(new Option("--secret", "not for people").hideHelp())
  .option("--config <file>", "a file");
command.command("hidden", { hidden: true });
const users = command.command("users");
users.command("diff").addArgument(new Argument("[source]").choices(["postfix", "passwd"]));
const tree = commandTree(command);

describe("the command tree", () => {
  test("has all visible commands with their descriptions", () => {
    expect(allCommands(tree).map(({ path }) => path.join(" "))).toEqual(["", "serve", "users", "users diff"]);
  });

  test("knows options with values by their names and choices", () => {
    const { options } = tree.commands[0]!;
    expect(options.map(({ long, value }) => [long, value?.kind])).toEqual([
      ["--mode", "words"],
      ["--config", "path"],
      ["--help", undefined],
    ]);
  });

  test.each([
    ["bash", bashCompletion],
    ["zsh", zshCompletion],
    ["fish", fishCompletion],
  ])("leaves hidden commands and options out of the completion for %s", (_, completion) => {
    expect(completion(tree)).toMatch(/serve/);
    expect(completion(tree)).not.toMatch(/secret|hidden/);
  });

  test("becomes a manual page without lines that troff reads as requests", () => {
    const notes = { serve: { examples: ["tool serve"], exitCodes: { 3: ".dot files are missing" } } };
    const page = manPage({ program: tree, version: "1", date: new Date(0), notes, exitCodes: { 0: "done" } });
    const requests = page
      .split("\n")
      .filter((line) => /^[.']/.test(line) && !/^\.(TH|SH|SS|TP|PP|B|I|RI|RS|RE|nf|fi)\b/.test(line));
    expect(requests).toEqual([]);
    expect(page).toContain("One of: fast, slow.");
    expect(page).toContain(".B 3\n\\&.dot files are missing.\n");
    expect(page).not.toContain("secret");
    expect(page.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });
});
