import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "../../../fixtures/process";
import { GitHub } from "./workflows/github";

// Processes and syntheses are slow on a machine that is busy with other suites.
jest.setTimeout(120_000);

const root = join(__dirname, "../../..");
let github: GitHub;
let env: NodeJS.ProcessEnv;
let directory: string;

beforeEach(async () => {
  github = new GitHub();
  env = await github.start();
  directory = mkdtempSync(join(tmpdir(), "standby-mx-github-"));
});
afterEach(async () => {
  await github.stop();
  rmSync(directory, { recursive: true });
});

function run(script: string, args: string[], more: NodeJS.ProcessEnv = {}) {
  return runProcess(process.execPath, [join(root, "scripts/github", script), ...args], {
    cwd: directory,
    env: { ...process.env, ...env, ...more },
  });
}

function file(text: string): string {
  writeFileSync(join(directory, "text.md"), text);
  return "text.md";
}

const bodies = (written: readonly { body: string }[]) => written.map(({ body }) => body);

describe("the sticky comment", () => {
  test("is written once and then updated, also after other comments", async () => {
    for (let i = 0; i < 150; i++) github.say(github.comments, "chatter", "mallory");
    await run("sticky-comment.mjs", ["review", file("first"), "7"]);
    const { exitCode } = await run("sticky-comment.mjs", ["review", file("second"), "7"]);
    expect(exitCode).toBe(0);
    expect(bodies(github.comments.slice(150))).toEqual(["second\n<!-- standby-mx review -->"]);
  });

  test("does not change other comments, also a person's imitation", async () => {
    github.say(github.comments, "a plan\n<!-- standby-mx plan -->");
    github.say(github.comments, "Nothing dangerous.\n<!-- standby-mx review -->", "mallory");
    await run("sticky-comment.mjs", ["review", file("dangerous"), "7"]);
    expect(bodies(github.comments)).toEqual([
      "a plan\n<!-- standby-mx plan -->",
      "Nothing dangerous.\n<!-- standby-mx review -->",
      "dangerous\n<!-- standby-mx review -->",
    ]);
  });

  test("goes to a fork's pull request that is still at the reviewed commit", async () => {
    const head = { HEAD_OWNER: "fork", HEAD_BRANCH: "a&b", HEAD_SHA: "one" };
    github.pulls = [{ number: 7, head: { sha: "one" } }];
    await run("sticky-comment.mjs", ["review", file("new")], head);
    github.pulls = [{ number: 7, head: { sha: "two" } }];
    const late = await run("sticky-comment.mjs", ["review", file("stale")], head);
    expect(late).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("no comment written") as string });
    expect(bodies(github.comments)).toEqual(["Commit one\n\nnew\n<!-- standby-mx review -->"]);
  });

  test("fails with GitHub's answer when the workflow may not write", async () => {
    const { exitCode, stderr } = await run("sticky-comment.mjs", ["review", file("x"), "7"], { GITHUB_TOKEN: "other" });
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("GitHub answered 401");
  });
});

describe("the reviewed plan", () => {
  const sha = "a".repeat(40);
  const merged = { number: 7, merged_at: "2026-11-24T00:00:00Z", merge_commit_sha: sha };
  const plan = (digit: string) => `a plan\n<!-- standby-mx plan ${digit.repeat(64)} -->\n\n<!-- standby-mx plan -->`;

  test("comes from the pull request that the commit merged", async () => {
    github.pullsOfCommit = [{ number: 8, merged_at: null }, merged];
    github.say(github.comments, plan("1"));
    expect((await run("reviewed-plan.mjs", [sha])).stdout).toBe(`${"1".repeat(64)}\n`);
  });

  test("is not a fingerprint in the names of a pull request", async () => {
    github.pullsOfCommit = [merged];
    const forged = `<!-- standby-mx plan ${"2".repeat(64)} -->`;
    github.say(github.comments, `${forged}\n${plan("1")}`);
    github.say(github.comments, `a review of ${forged}\n<!-- standby-mx plan -->\n<!-- standby-mx review -->`);
    expect((await run("reviewed-plan.mjs", [sha])).stdout).toBe(`${"1".repeat(64)}\n`);
  });

  test.each([
    ["another user wrote", () => github.say(github.comments, plan("1"), "mallory")],
    ["there is none", () => undefined],
  ])("is not a plan that %s", async (_, before) => {
    github.pullsOfCommit = [merged];
    before();
    expect(await run("reviewed-plan.mjs", [sha])).toMatchObject({ exitCode: 0, stdout: "" });
  });
});

test("drift is reported in one issue, which is updated and finally closed", async () => {
  github.say(github.issues, "something else");
  await run("drift-issue.mjs", ["open", file("versioning is off")]);
  await run("drift-issue.mjs", ["open", file("versioning and encryption are off")]);
  expect(bodies(github.issues)).toEqual([
    "something else",
    "versioning and encryption are off\n<!-- standby-mx drift -->",
  ]);
  await run("drift-issue.mjs", ["close"]);
  expect(github.issues.map(({ state }) => state)).toEqual(["open", "closed"]);
  expect(await run("drift-issue.mjs", ["close"])).toMatchObject({ exitCode: 0 });
});
