import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runCommand } from "../../fixtures/command";
import { outputOf } from "../../fixtures/process";

let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "completion-"));
  expect((await runCommand(["install", "--root", root])).exitCode).toBe(0);
});
afterAll(() => rmSync(root, { recursive: true }));

/** Prints the completions of the last word in each shell. */
const shells = {
  bash: async (words: readonly string[]) => {
    const script = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _standby_mx; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return run("bash", ["--norc", "-c", script, file("share/bash-completion/completions/standby-mx"), ...words]);
  },
  zsh: async (words: readonly string[]) => {
    const script = resolve(__dirname, "../../fixtures/shells/complete.zsh");
    return run("zsh", ["-f", script, file("share/zsh/site-functions"), words.join(" ")]);
  },
  fish: async (words: readonly string[]) => {
    const script = `source ${file("share/fish/vendor_completions.d/standby-mx.fish")}; complete --do-complete "${words.join(" ")}"`;
    return (await run("fish", ["--no-config", "-c", script])).map((line) => line.split("\t")[0]!);
  },
};

const file = (path: string) => join(root, "usr/local", path);

async function run(program: string, args: readonly string[]): Promise<string[]> {
  const stdout = await outputOf(program, args, { cwd: root, timeout: 20_000 });
  return stdout.split("\n").filter((line) => line !== "");
}

describe.each(Object.keys(shells) as (keyof typeof shells)[])("the completion for %s", (shell) => {
  const complete = shells[shell];

  test("offers the commands", async () => {
    expect(await complete(["standby-mx", ""])).toEqual(expect.arrayContaining(["check", "import", "users"]));
    expect(await complete(["standby-mx", "im"])).toEqual(["import"]);
  });

  test("offers only the subcommands of a command", async () => {
    const offered = await complete(["standby-mx", "users", ""]);
    expect(offered).toEqual(expect.arrayContaining(["diff", "sync", "verify"]));
    expect(offered).not.toContain("import");
  });

  test("offers the options of the command, without hidden ones", async () => {
    const offered = await complete(["standby-mx", "install", "--"]);
    expect(offered).toEqual(expect.arrayContaining(["--print", "--root"]));
    expect(offered.join(" ")).not.toContain("for-package");
  });

  test("offers the choices of an option", async () => {
    expect(await complete(["standby-mx", "init", "--dns", ""])).toEqual(
      expect.arrayContaining(["elsewhere", "route53"]),
    );
  });

  test("offers paths for a file argument", async () => {
    expect(await complete(["standby-mx", "import", "--settings", "us"])).toEqual([expect.stringMatching(/^usr\/?$/)]);
  });
});
