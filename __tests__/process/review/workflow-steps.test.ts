import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { runMain } from "../../../lib/process/run-main";
import { runProcess } from "../../../fixtures/process";
import { terraformIsHere } from "../../unit/review/plan-summary/builtin";
import { GitHub } from "./workflows/github";

// Processes are slow on a machine that is busy with other suites.
jest.setTimeout(120_000);

const root = join(__dirname, "../../..");
const sha = "a".repeat(40);
let directory: string;
let github: GitHub;
let api: NodeJS.ProcessEnv;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "standby-mx-steps-"));
  for (const name of ["bin", "scripts"]) symlinkSync(join(root, name), join(directory, name));
  github = new GitHub();
  api = await github.start();
});
afterEach(async () => {
  await github.stop();
  rmSync(directory, { recursive: true });
});

/** Runs the shell of one step of a workflow as GitHub does: `bash -e`. */
async function step(workflow: string, id: string, env: NodeJS.ProcessEnv = {}) {
  const file = readFileSync(join(root, ".github/workflows", workflow), "utf8");
  const { jobs } = parse(file) as { jobs: Record<string, { steps: { id?: string; run?: string }[] }> };
  const [found] = Object.values(jobs).flatMap(({ steps }) => steps.filter((one) => one.id === id));
  if (found?.run === undefined) throw new Error(`${workflow}: expected a step with the id ${id} and a run`);
  const files = { GITHUB_OUTPUT: join(directory, "output"), GITHUB_STEP_SUMMARY: join(directory, "step-summary") };
  for (const name of Object.values(files)) writeFileSync(name, "");
  const ended = await runProcess("bash", ["--noprofile", "--norc", "-e", "-c", found.run], {
    cwd: directory,
    env: {
      ...process.env,
      TF_CLI_CONFIG_FILE: "",
      CHECKPOINT_DISABLE: "1",
      CDKTF_OUTDIR: "",
      ...api,
      ...files,
      ...env,
    },
  });
  const lines = readFileSync(files.GITHUB_OUTPUT, "utf8").matchAll(/^(\w+)=(.*)$/gm);
  const outputs: Record<string, string> = {};
  for (const [, name = "", value = ""] of lines) outputs[name] = value;
  return { ...ended, outputs, summary: readFileSync(files.GITHUB_STEP_SUMMARY, "utf8") };
}

/** Writes stacks as `npm run synth` does. The provider that is built into Terraform needs no download. */
function synthesized(stacks: Record<string, object>): void {
  const manifest = Object.keys(stacks).map((name): [string, object] => {
    return [name, { name, dependencies: [], synthesizedStackPath: `stacks/${name}/cdk.tf.json` }];
  });
  for (const [name, resource] of Object.entries(stacks)) {
    mkdirSync(join(directory, "cdktf.out/stacks", name), { recursive: true });
    writeFileSync(join(directory, "cdktf.out/stacks", name, "cdk.tf.json"), JSON.stringify({ resource }));
  }
  writeFileSync(join(directory, "cdktf.out/manifest.json"), JSON.stringify({ stacks: Object.fromEntries(manifest) }));
}

const good = { terraform_data: { it: { input: "a" } } };
const broken = { no_such_type: { it: {} } };
const state = () => existsSync(join(directory, "cdktf.out/stacks/one/terraform.tfstate"));

function reviewed(fingerprint: string): void {
  github.pullsOfCommit = [{ number: 7, merged_at: "2026-11-24T00:00:00Z", merge_commit_sha: sha }];
  github.say(github.comments, `a plan\n<!-- standby-mx plan ${fingerprint} -->\n\n<!-- standby-mx plan -->`);
}

(terraformIsHere ? describe : describe.skip)("the shell of the workflows", () => {
  test("deploy applies the reviewed plan, and then finds nothing to do", async () => {
    synthesized({ one: good });
    const plan = await step("deploy.yml", "plan");
    expect(plan).toMatchObject({ exitCode: 0, outputs: { changes: "changes" } });
    expect(plan.summary).toContain("1 added");
    const fingerprint = plan.outputs.fingerprint ?? "";
    reviewed(fingerprint);
    expect(await step("deploy.yml", "reviewed", { FINGERPRINT: fingerprint, GITHUB_SHA: sha })).toMatchObject({
      exitCode: 0,
    });

    expect((await step("deploy.yml", "apply", { APPROVED: fingerprint })).exitCode).toBe(0);
    expect(state()).toBe(true);
    expect((await step("deploy.yml", "plan")).outputs.changes).toBe("nothing");
  });

  test.each([
    ["no plan was reviewed", () => undefined, /no plan was reviewed/],
    ["another plan was reviewed", () => reviewed("1".repeat(64)), /differs from the plan that was reviewed.*1{64}/],
  ])("deploy refuses when %s", async (_, before, message) => {
    before();
    const { exitCode, stdout } = await step("deploy.yml", "reviewed", { FINGERPRINT: "2".repeat(64), GITHUB_SHA: sha });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(message);
  });

  test("deploy applies nothing when the plan has changed since the approval", async () => {
    synthesized({ one: good });
    await step("deploy.yml", "plan");
    const { exitCode, stdout } = await step("deploy.yml", "apply", { APPROVED: "2".repeat(64) });
    expect(exitCode).toBe(1);
    expect(stdout).toContain("has changed since the approval");
    expect(state()).toBe(false);
  });

  test("a stack that cannot be planned fails the deploy before any apply", async () => {
    synthesized({ one: good, two: broken });
    expect(await step("deploy.yml", "plan")).toMatchObject({ exitCode: 1, outputs: {} });
  });

  test("drift opens an issue, and the issue is closed when there is no drift", async () => {
    synthesized({ one: good });
    expect((await step("drift.yml", "report")).exitCode).toBe(0);
    expect(github.issues).toMatchObject([{ state: "open", body: expect.stringContaining("1 added") as string }]);
    const { fingerprint = "" } = (await step("deploy.yml", "plan")).outputs;
    await step("deploy.yml", "apply", { APPROVED: fingerprint });
    expect((await step("drift.yml", "report")).exitCode).toBe(0);
    expect(github.issues).toMatchObject([{ state: "closed" }]);
  });

  test("a failed plan is no drift: the run fails, and the issue stays open", async () => {
    synthesized({ one: good, two: broken });
    github.say(github.issues, "versioning is off\n<!-- standby-mx drift -->");
    expect((await step("drift.yml", "report")).exitCode).toBe(1);
    expect(github.issues).toMatchObject([{ state: "open", body: "versioning is off\n<!-- standby-mx drift -->" }]);
  });

  test("a dangerous plan gives a warning, and a broken plan fails the step", async () => {
    mkdirSync(join(directory, "plans/mail"), { recursive: true });
    const plan = join(directory, "plans/mail/plan.json");
    writeFileSync(plan, readFileSync(join(root, "fixtures/plans/user-removed.json")));
    const { exitCode, stdout, summary } = await step("plan.yml", "summary");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("::warning::This plan is dangerous for mail");
    expect(summary).toContain("2 addresses lost");
    expect(readFileSync(join(directory, "summary/plan.txt"), "utf8")).toContain("DANGER recipient-refused");

    rmSync(join(directory, "summary"), { recursive: true });
    writeFileSync(plan, "{}");
    expect((await step("plan.yml", "summary")).exitCode).toBe(1);
  });
});

/** The environment of review-comment.yml for the commit of a fork's pull request. */
function commit(): NodeJS.ProcessEnv {
  return {
    HEAD_REPOSITORY: "fork/name",
    HEAD_OWNER: "fork",
    HEAD_BRANCH: "main",
    HEAD_SHA: sha,
    RUNNER_TEMP: directory,
  };
}

describe("the comment on JSON that the pull request's own run made", () => {
  const settings = readFileSync(join(root, "standby-mx.example.yaml"), "utf8");
  const withoutBob = settings.replace(/ {2}- user: bob\n.*\n/, "");

  beforeEach(async () => {
    writeFileSync(join(directory, "standby-mx.yaml"), settings);
    github.pulls = [{ number: 7, head: { sha } }];
    await runMain({
      sources: root,
      modules: join(root, "node_modules"),
      settings: join(directory, "standby-mx.yaml"),
      outdir: join(directory, "head"),
      env: process.env,
    });
  });

  const comment = async () => {
    const { exitCode } = await step("review-comment.yml", "review", { ...commit(), CONCLUSION: "success" });
    expect(exitCode).toBe(0);
    return github.comments.map(({ body }) => body).join();
  };

  test("says nothing more where the settings of the commit synthesize to the JSON", async () => {
    github.files.set(`fork/name/${sha}`, { "standby-mx.yaml": settings });
    expect(await comment()).toMatch(
      new RegExp(`^Commit ${sha}\n\n\\*\\*no address lost; no address gained\\.\\*\\*\n\nNothing dangerous`),
    );
  });

  test("calls the JSON unjudged where the settings synthesize to other JSON", async () => {
    github.files.set(`fork/name/${sha}`, { "standby-mx.yaml": withoutBob });
    const body = await comment();
    expect(body).toContain("unjudged");
    expect(body).toMatch(/`--head-json` has other stacks than `--head` synthesizes to: `standby-mx-eu-west-1`/);
  });

  test("says so where the settings of the commit cannot be read", async () => {
    expect(await comment()).toContain("The JSON of this commit was not compared with its settings");
  });
});

test.each([
  ["failed", "failure"],
  ["left no synthesized stacks", "success"],
])("after a run that %s, no comment of an earlier commit remains", async (_, conclusion) => {
  github.say(github.comments, "Nothing dangerous.\n<!-- standby-mx review -->");
  github.pulls = [{ number: 7, head: { sha } }];
  const { exitCode } = await step("review-comment.yml", "review", { ...commit(), CONCLUSION: conclusion });
  expect(exitCode).toBe(1);
  expect(github.comments.map(({ body }) => body)).toEqual([
    expect.stringMatching(`^Commit ${sha}\n\n\\*\\*No review: whether this commit loses mail is unknown`),
  ]);
});
