import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "../../../fixtures/process";
import { terraformIsHere } from "../../unit/review/plan-summary/builtin";

// Processes and syntheses are slow on a machine that is busy with other suites.
jest.setTimeout(120_000);

const script = join(__dirname, "../../../scripts/stacks.mjs");
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "standby-mx-stacks-"));
  // What cdktf synthesizes for two stacks of which the first by name is deployed last.
  const manifest = (name: string, dependencies: string[]) => {
    return { name, dependencies, synthesizedStackPath: `stacks/${name}/cdk.tf.json` };
  };
  const stacks = { first: manifest("first", ["second"]), second: manifest("second", []) };
  for (const [name, input] of Object.entries({ first: "b", second: "a" })) {
    mkdirSync(join(directory, "cdktf.out/stacks", name), { recursive: true });
    const resource = { terraform_data: { it: { input } } };
    writeFileSync(join(directory, "cdktf.out/stacks", name, "cdk.tf.json"), JSON.stringify({ resource }));
  }
  writeFileSync(join(directory, "cdktf.out/manifest.json"), JSON.stringify({ stacks }));
});
afterEach(() => rmSync(directory, { recursive: true }));

const run = (...args: string[]) => {
  const env = { ...process.env, TF_CLI_CONFIG_FILE: "", CHECKPOINT_DISABLE: "1", CDKTF_OUTDIR: "" };
  return runProcess(process.execPath, [script, ...args], { cwd: directory, env });
};

(terraformIsHere ? test : test.skip)("plans and applies every stack, in the order of their dependencies", async () => {
  const planned = await run("plan", "plans");
  expect(planned).toMatchObject({ exitCode: 0, stdout: "changes\n" });
  const plan = JSON.parse(readFileSync(join(directory, "plans/first/plan.json"), "utf8")) as { format_version: string };
  expect(plan.format_version).toMatch(/^1\./);

  const applied = await run("apply");
  expect(applied.exitCode).toBe(0);
  expect(applied.stderr.match(/Apply complete!/g)).toHaveLength(2);
  expect(await run("plan", "plans")).toMatchObject({ exitCode: 0, stdout: "nothing\n" });
});

(terraformIsHere ? test : test.skip)("stops at the first stack that fails", async () => {
  writeFileSync(join(directory, "cdktf.out/stacks/second/cdk.tf.json"), '{"resource":{"no_such_type":{"it":{}}}}');
  const { exitCode, stderr } = await run("plan", "plans");
  expect(exitCode).toBe(1);
  expect(stderr).toContain("terraform init in cdktf.out/stacks/second ended with exit code 1");
  expect(stderr).not.toContain("stacks/first");
});
