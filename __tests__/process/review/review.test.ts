import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Command } from "commander";
import execa from "execa";
import { bundle } from "../../../fixtures/command";
import { runProcess, startProcess } from "../../../fixtures/process";
import { registerReview } from "../../../cli/review";
import { writeTree } from "../../../review/synthesize/write-tree";

// Processes and syntheses are slow on a machine that is busy with other suites.
jest.setTimeout(120_000);

const root = join(__dirname, "../../..");
const exampleText = readFileSync(join(root, "standby-mx.example.yaml"), "utf8");
const withoutBob = (yaml: string) => yaml.replace(/ {2}- user: bob\n.*\n/, "");
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "standby-mx-review-test-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Runs the subcommand in the temporary directory. */
async function run(...args: string[]): Promise<{ exitCode: unknown; stdout: string; stderr: string }> {
  const output = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    jest.spyOn(process[stream], "write").mockImplementation((text) => {
      output[stream] += String(text);
      return true;
    }),
  );
  const before = process.cwd();
  process.chdir(directory);
  try {
    const program = new Command().exitOverride();
    registerReview(program);
    await program.parseAsync(["review", ...args], { from: "user" });
    return { exitCode: process.exitCode, ...output };
  } finally {
    process.chdir(before);
    process.exitCode = undefined;
    spies.forEach((spy) => spy.mockRestore());
  }
}

function settings(folder: string, yaml: string): void {
  mkdirSync(join(directory, folder), { recursive: true });
  writeFileSync(join(directory, folder, "standby-mx.yaml"), yaml);
}

/** A side that is synthesized already, for tests of the other side: a synthesis takes a second. */
function synthesized(folder: string): void {
  mkdirSync(join(directory, folder), { recursive: true });
  const stack = { "//": { metadata: { stackName: "mail" } }, provider: { aws: [{ region: "eu-west-1" }] } };
  writeFileSync(join(directory, folder, "cdk.tf.json"), JSON.stringify({ ...stack, resource: {} }));
}

function git(...args: string[]): void {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
  execa.sync("git", [...identity, ...args], { cwd: directory });
}

test("the first line, of the page too, lists the addresses that the change loses", async () => {
  git("init", "--quiet");
  settings(".", exampleText);
  git("add", ".");
  git("commit", "--quiet", "--message", "Alice, Bob and Carol");
  settings(".", withoutBob(exampleText));

  const { exitCode, stdout } = await run("--base", "HEAD", "--html", "review.html");

  const line = "2 addresses lost: bob@example.org, robert.smith@example.org; no address gained.";
  expect(stdout.split("\n")[0]).toBe(line);
  expect(exitCode).toBe(2);
  const page = readFileSync(join(directory, "review.html"), "utf8");
  expect(page).toContain(line);
  expect(page).toContain("npx standby-mx review --base HEAD --head . --html review.html");
});

test("errors in a revision name the revision, not its temporary folder", async () => {
  git("init", "--quiet");
  settings(".", exampleText.replace("eu-west-1", "eu-west-9"));
  git("add", ".");
  git("commit", "--quiet", "--message", "a region that does not exist");
  synthesized("head");

  const { exitCode, stderr } = await run("--base", "HEAD", "--head", "head");

  expect(stderr).toMatch(/^standby-mx review: base: main\.ts of .*\nHEAD:standby-mx\.yaml:\d+:\d+: regions\[0\]/m);
  expect(exitCode).toBe(1);
});

test("without a git repository a revision is refused with git's message", async () => {
  synthesized(".");
  const { exitCode, stderr } = await run("--base", "main");
  expect(stderr).toMatch(/--base: expected a folder or a git revision, found "main"; fatal: not a git repository/);
  expect(exitCode).toBe(1);
});

/** A commit of the sources, in which `main.ts` first does something else. */
function commitSources(first: string): void {
  git("init", "--quiet");
  for (const name of ["main.ts", "cdktf.json", "package.json", "tsconfig.json", "stacks", "settings", "lib", "cli"]) {
    cpSync(join(root, name), join(directory, name), { recursive: true });
  }
  const main = join(directory, "main.ts");
  writeFileSync(main, `${first}\n${readFileSync(main, "utf8")}`);
  settings(".", exampleText);
  git("add", ".");
  git("commit", "--quiet", "--message", "first");
  cpSync(join(root, "main.ts"), main);
}

test("the code of a revision gets only PATH of the caller's environment", async () => {
  commitSources(`require("node:fs").writeFileSync("${directory}/environment", JSON.stringify(process.env));`);
  process.env.AWS_SECRET_ACCESS_KEY = "never to be handed on";
  process.env.GITHUB_TOKEN = "nor this";
  try {
    expect(await run("--base", "HEAD")).toMatchObject({ exitCode: 0 });
  } finally {
    delete process.env.AWS_SECRET_ACCESS_KEY;
    delete process.env.GITHUB_TOKEN;
  }
  const found = JSON.parse(readFileSync(join(directory, "environment"), "utf8")) as NodeJS.ProcessEnv;
  const { PATH, HOME, TMPDIR, ...others } = found;
  expect(Object.keys(others).sort()).toEqual(["CDKTF_OUTDIR", "NODE_PATH", "STANDBY_AWS_ENDPOINT", "STANDBY_SETTINGS"]);
  expect(PATH).toBe(process.env.PATH);
  expect(HOME).toMatch(/standby-mx-home-/);
  expect(existsSync(HOME!) || TMPDIR !== HOME).toBe(false);
});

test("reading a revision runs no hook, filter or fsmonitor, and keeps the index", async () => {
  git("init", "--quiet");
  synthesized(".");
  writeFileSync(join(directory, ".gitattributes"), "*.json filter=own eol=crlf\n");
  git("add", ".");
  git("commit", "--quiet", "--message", "first");
  const spy = (name: string) => {
    const file = join(directory, ".git", name);
    writeFileSync(file, `#!/bin/sh\ntouch "${directory}/${name}-ran"\n`, { mode: 0o755 });
    return file;
  };
  git("config", "filter.own.smudge", spy("smudge"));
  git("config", "core.fsmonitor", spy("fsmonitor"));
  mkdirSync(join(directory, ".git/hooks"), { recursive: true });
  cpSync(spy("hook"), join(directory, ".git/hooks/post-checkout"));
  const index = readFileSync(join(directory, ".git/index"));
  process.env.GIT_INDEX_FILE = join(directory, ".git/index");
  try {
    expect(await run("--base", "HEAD")).toMatchObject({ exitCode: 0 });
  } finally {
    delete process.env.GIT_INDEX_FILE;
  }
  const ran = ["smudge", "fsmonitor", "hook"].filter((name) => existsSync(join(directory, `${name}-ran`)));
  expect(ran).toEqual([]);
  expect(readFileSync(join(directory, ".git/index"))).toEqual(index);
});

test("files of a revision are written as git stores them", async () => {
  git("init", "--quiet");
  const repository = join(directory, "of");
  mkdirSync(join(repository, "a/b"), { recursive: true });
  const bytes = Buffer.from([...Array(256).keys(), 13, 10, 13]);
  writeFileSync(join(repository, "a/b/bytes"), bytes);
  writeFileSync(join(repository, "empty"), "");
  writeFileSync(join(repository, "large"), Buffer.alloc(300_000, "line\n"));
  writeFileSync(join(repository, 'run "me"'), "x", { mode: 0o755 });
  symlinkSync("a/b/bytes", join(repository, "link"));
  git("add", ".");
  git("commit", "--quiet", "--message", "first");

  await writeTree(directory, "HEAD", join(directory, "to"));

  const to = join(directory, "to/of");
  expect(readFileSync(join(to, "a/b/bytes"))).toEqual(bytes);
  expect(readFileSync(join(to, "empty"))).toHaveLength(0);
  expect(readFileSync(join(to, "large"))).toEqual(Buffer.alloc(300_000, "line\n"));
  expect(statSync(join(to, 'run "me"')).mode & 0o777).toBe(0o755);
  expect(readlinkSync(join(to, "link"))).toBe("a/b/bytes");
});

/** Whether a process runs and is no zombie (proc(5)). */
function runs(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

test("a review ended by a signal leaves no files of the revision behind", async () => {
  commitSources(
    `require("node:fs").writeFileSync("${directory}/at", process.cwd() + "\\n" + process.pid); while (true);`,
  );
  const command = [join(root, "bin/standby-mx.js"), "review", "--base", "HEAD"];
  const { child, ended } = startProcess(process.execPath, command, { cwd: directory });
  const at = join(directory, "at");
  while (!existsSync(at) || readFileSync(at, "utf8") === "") await setTimeout(20);
  child.kill("SIGTERM");
  expect(await ended).toMatchObject({ exitCode: null });
  expect(child.signalCode).toBe("SIGTERM");
  const [folder, pid] = readFileSync(at, "utf8").split("\n");
  expect(existsSync(folder!)).toBe(false);
  // A signal takes effect after a moment; an endless loop would not end by itself.
  while (runs(Number(pid))) await setTimeout(20);
});

test.each([
  ["--base", ["--base", ""], /--base: expected a folder or a git revision, found ""/],
  ["--base of blanks", ["--base", "  "], /--base: expected a folder or a git revision, found "  "/],
  ["--head", ["--base", "HEAD", "--head", ""], /--head: expected a folder or a git revision, found ""/],
  ["--head-json", ["--base", "HEAD", "--head-json", ""], /--head-json: expected a folder, found ""/],
])("an empty %s is neither a folder nor a revision", async (_, args, message) => {
  git("init", "--quiet");
  synthesized(".");
  git("add", ".");
  git("commit", "--quiet", "--message", "first");

  const { exitCode, stdout, stderr } = await run(...args);

  expect(stderr).toMatch(message);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
});

test("the bundle alone, as on a mail server, reports that a review needs a clone", async () => {
  settings("base", exampleText);
  settings("head", withoutBob(exampleText));
  const alone = join(directory, "standby-mx");
  cpSync(bundle, alone);

  const args = [alone, "review", "--base", "base", "--head", "head"];
  const { exitCode, stderr } = await runProcess(process.execPath, args, { cwd: directory });

  expect(stderr).toMatch(/^standby-mx review: base: expected main\.ts in .*run it in a clone of standby-mx/m);
  expect(stderr).not.toContain("drill");
  expect(exitCode).toBe(1);
});

test("a base that needs other modules is not reported as harmless", async () => {
  for (const name of ["main.ts", "cdktf.json", "stacks", "settings", "lib", "cli"]) {
    cpSync(join(root, name), join(directory, "base", name), { recursive: true });
  }
  const dependencies = { cdktf: "0.20.0", constructs: "^10.0.0" };
  writeFileSync(join(directory, "base/package.json"), JSON.stringify({ dependencies }));
  settings("base", exampleText);
  settings("head", exampleText);

  const { exitCode, stdout } = await run("--base", "base", "--head", "head");

  expect(stdout).toContain("DANGER unjudged\n  base is made for cdktf 0.20.0, and was synthesized with 0.21.0");
  expect(exitCode).toBe(2);
});

test("two folders without a dangerous difference end with exit code 0", async () => {
  settings("base", withoutBob(exampleText));
  settings("head", exampleText);

  const { exitCode, stdout } = await run("--base", "base", "--head", "head", "--format", "json");

  expect(JSON.parse(stdout)).toMatchObject({
    dangerous: false,
    gained: ["bob@example.org", "robert.smith@example.org"],
    lost: [],
    stacks: [{ stack: "standby-mx-eu-west-1" }],
  });
  expect(exitCode).toBe(0);
});

test("a Markdown comment has no markup, link or mention from the change", async () => {
  const stack = (recipients: string[]) => ({
    "//": { metadata: { stackName: "mail" } },
    provider: { aws: [{ region: "eu-west-1" }] },
    resource: {
      aws_ses_domain_identity: { d: { domain: "example.org" } },
      aws_ses_receipt_rule_set: { s: { rule_set_name: "set" } },
      aws_ses_active_receipt_rule_set: { a: { rule_set_name: "set" } },
      aws_ses_receipt_rule: {
        r: {
          name: "alice",
          rule_set_name: "set",
          enabled: true,
          recipients,
          s3_action: [{ bucket_name: "mail", object_key_prefix: "alice", position: 1 }],
        },
      },
    },
  });
  for (const [side, recipients] of Object.entries({ base: ["alice@example.org", "a_b*c_d@example.org"], head: [] })) {
    mkdirSync(join(directory, side));
    const value = recipients.length === 0 ? ["`````</details><b>@octocat"] : recipients;
    writeFileSync(join(directory, side, "cdk.tf.json"), JSON.stringify(stack(value)));
  }

  const { exitCode, stdout } = await run("--base", "base", "--head", "head", "--format", "markdown");

  expect(exitCode).toBe(2);
  expect(stdout.split("\n")[0]).toContain("2 addresses lost: `a_b*c_d@example.org`, `alice@example.org`;");
  const [prose = "", block = ""] = stdout.split("<details>");
  expect(prose.replaceAll(/`[^`]*`/g, "")).not.toContain("@");
  // The fence is longer than any fence in the text, so that the text cannot close it.
  expect(block).toContain("\n``````diff\n");
});

test("--hcl writes both sides as HCL", async () => {
  settings("base", exampleText);
  settings("head", withoutBob(exampleText));

  await run("--base", "base", "--head", "head", "--hcl", "hcl");

  const hcl = (side: string) =>
    readFileSync(join(directory, "hcl", side, "stacks/standby-mx-eu-west-1/cdk.tf"), "utf8");
  expect(hcl("base")).toContain('"bob@example.org"');
  expect(hcl("head")).not.toContain('"bob@example.org"');
});

test("a base without settings makes everything new and nothing dangerous", async () => {
  mkdirSync(join(directory, "base"));
  settings("head", exampleText);

  const { exitCode, stdout } = await run("--base", "base", "--head", "head");

  expect(stdout).toMatch(/^no address lost; 6 addresses gained: /);
  expect(exitCode).toBe(0);
});

test.each([
  [
    "a base that is neither folder nor revision",
    ["--base", "no-such-thing", "--head", "full"],
    /expected a folder or a git revision/,
  ],
  [
    "a head without anything",
    ["--base", "full", "--head", "empty"],
    /head: expected standby-mx\.yaml or a synthesized/,
  ],
])("%s ends with exit code 1", async (_, args, message) => {
  mkdirSync(join(directory, "empty"));
  synthesized("full");

  const { exitCode, stderr } = await run(...args);

  expect(stderr).toMatch(message);
  expect(exitCode).toBe(1);
});

describe("a head from --head-json", () => {
  const writeHead = (...files: [name: string, text: string][]) => {
    mkdirSync(join(directory, "head"));
    for (const [name, text] of files) writeFileSync(join(directory, "head", name), text);
  };
  const spy = 'require("node:fs").writeFileSync("../ran", process.env.GITHUB_TOKEN ?? "");';

  test("is read, and a main.ts beside it is not run", async () => {
    settings("base", exampleText);
    const json = JSON.stringify({ "//": { metadata: { stackName: "standby-mx-eu-west-1" } }, resource: {} });
    writeHead(["cdk.tf.json", json], ["standby-mx.yaml", exampleText], ["main.ts", spy]);

    const { exitCode, stdout } = await run("--base", "base", "--head-json", "head");

    expect(existsSync(join(directory, "ran"))).toBe(false);
    expect(stdout).toContain("standby-mx-eu-west-1: 30 deleted");
    expect(exitCode).toBe(2);
  });

  test("is not run if it has no synthesized file", async () => {
    synthesized("base");
    writeHead(["standby-mx.yaml", exampleText], ["main.ts", spy]);

    const { exitCode, stderr } = await run("--base", "base", "--head-json", "head");

    expect(existsSync(join(directory, "ran"))).toBe(false);
    expect(stderr).toMatch(/--head-json: expected a synthesized cdk\.tf\.json in .*head, found none/);
    expect(exitCode).toBe(1);
  });

  test.each([
    ["the file", (head: string, secret: string) => symlinkSync(secret, join(head, "cdk.tf.json"))],
    [
      "a stack's folder",
      (head: string, secret: string) => {
        mkdirSync(join(head, "stacks"));
        symlinkSync(join(secret, ".."), join(head, "stacks/mail"));
      },
    ],
    [
      "the folder of stacks",
      (head: string, secret: string) => symlinkSync(join(secret, "../.."), join(head, "stacks")),
    ],
  ])("is refused if %s is a symbolic link", async (_, link) => {
    synthesized("base");
    mkdirSync(join(directory, "secrets/mail"), { recursive: true });
    const secret = join(directory, "secrets/mail/cdk.tf.json");
    writeFileSync(secret, '{"output": {"key": {"value": "never to be printed"');
    writeHead();
    link(join(directory, "head"), secret);

    const { exitCode, stdout, stderr } = await run("--base", "base", "--head-json", "head");

    expect(stderr).toMatch(/expected a file or folder, found a symbolic link/);
    expect(stdout + stderr).not.toContain("never to");
    expect(exitCode).toBe(1);
  });

  test("is refused if its values are nested too deep", async () => {
    synthesized("base");
    writeHead(["cdk.tf.json", `{"resource": ${"[".repeat(2000)}${"]".repeat(2000)}}`]);
    const { exitCode, stderr } = await run("--base", "base", "--head-json", "head");
    expect(stderr).toMatch(/cdk\.tf\.json: expected values nested at most 200 deep/);
    expect(exitCode).toBe(1);
  });

  test.each([
    ["the same stacks in another order of keys", { bucket: "a", force_destroy: false }, 0, "Nothing dangerous"],
    [
      "other stacks",
      { bucket: "b", force_destroy: false },
      2,
      "--head-json has other stacks than --head synthesizes to: mail",
    ],
  ])("is compared with --head: %s", async (_, bucket, exitCode, text) => {
    for (const [folder, values] of Object.entries({
      base: bucket,
      made: bucket,
      head: { force_destroy: false, bucket: "a" },
    })) {
      mkdirSync(join(directory, folder));
      const provider = { aws: [{ region: "eu-west-1" }] };
      const json = {
        "//": { metadata: { stackName: "mail" } },
        provider,
        resource: { aws_s3_bucket: { mail: values } },
      };
      writeFileSync(join(directory, folder, "cdk.tf.json"), JSON.stringify(json));
    }

    const ended = await run("--base", "base", "--head-json", "head", "--head", "made");

    expect(ended.stdout).toContain(text);
    expect(ended.exitCode).toBe(exitCode);
  });
});

test("a broken synthesized file is named, with exit code 1", async () => {
  mkdirSync(join(directory, "base"));
  writeFileSync(join(directory, "base/cdk.tf.json"), '{"resource": ');
  synthesized("head");

  const { exitCode, stderr } = await run("--base", "base", "--head", "head");

  expect(stderr).toMatch(/base\/cdk\.tf\.json: expected a JSON object, as cdktf synthesizes it, found "\{/);
  expect(exitCode).toBe(1);
});

test("wrong settings of a side give the errors of main.ts and exit code 1", async () => {
  synthesized("base");
  settings("head", exampleText.replace("eu-west-1", "eu-west-9"));

  const { exitCode, stderr } = await run("--base", "base", "--head", "head");

  expect(stderr).toMatch(
    /head: main\.ts of .* ended with exit code 78; its error output:\n.*standby-mx\.yaml:\d+:\d+/s,
  );
  expect(exitCode).toBe(1);
});

test("errors of both sides are reported together", async () => {
  settings("base", exampleText.replace("eu-west-1", "eu-west-8"));
  settings("head", exampleText.replace("eu-west-1", "eu-west-9"));

  const { exitCode, stderr } = await run("--base", "base", "--head", "head");

  expect(stderr).toMatch(/base: .*"eu-west-8".*head: .*"eu-west-9"/s);
  expect(exitCode).toBe(1);
});

test("a base with its own sources is synthesized by them, with head's modules", async () => {
  for (const name of ["main.ts", "cdktf.json", "package.json", "stacks", "settings", "lib", "cli"]) {
    cpSync(join(root, name), join(directory, "base", name), { recursive: true });
  }
  const bucket = join(directory, "base/stacks/mail-bucket.ts");
  writeFileSync(bucket, readFileSync(bucket, "utf8").replaceAll('status: "Enabled" }', 'status: "Suspended" }'));
  settings("base", exampleText);
  settings("head", exampleText);

  const { stdout } = await run("--base", "base", "--head", "head");

  expect(stdout).toContain("versioning_configuration.status: Suspended → Enabled");
});
