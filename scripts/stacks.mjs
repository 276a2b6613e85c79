// Runs Terraform on all synthesized stacks, in the order of their dependencies:
//   node scripts/stacks.mjs plan <folder>    leaves <folder>/<stack>/plan.json, and plan beside the stack; prints whether anything changes
//   node scripts/stacks.mjs apply            applies the saved plans
// Environment: CDKTF_OUTDIR (cdktf.out), TERRAFORM_BINARY_NAME (terraform), PLAN_ARGS such as -lock=false for a role that may only read.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const outdir = process.env.CDKTF_OUTDIR || "cdktf.out";
const binary = process.env.TERRAFORM_BINARY_NAME || "terraform";
const quiet = ["-input=false", "-no-color"];
const [what, folder] = process.argv.slice(2);

if (what === "plan" && folder !== undefined) {
  const changes = inOrder().filter((stack) => plan(stack, folder));
  console.log(changes.length > 0 ? "changes" : "nothing");
} else if (what === "apply") {
  for (const { path } of inOrder()) terraform(path, ["apply", ...quiet, "plan"]);
} else {
  console.error("usage: stacks.mjs plan <folder> | apply");
  process.exit(64);
}

/** Exit codes of `terraform plan -detailed-exitcode`: 0 without changes, 2 with changes; both are successes. */
function plan({ name, path }, into) {
  terraform(path, ["init", ...quiet]);
  const more = (process.env.PLAN_ARGS ?? "").split(" ").filter(Boolean);
  const status = terraform(path, ["plan", ...quiet, "-out=plan", "-detailed-exitcode", ...more], [0, 2]);
  mkdirSync(join(into, name), { recursive: true });
  const shown = spawnSync(binary, ["show", "-json", "plan"], { cwd: path, maxBuffer: 1 << 30, encoding: "utf8" });
  if (shown.status !== 0)
    throw new Error(`terraform show of ${name} ended with exit code ${shown.status}: ${shown.stderr}`);
  writeFileSync(join(into, name, "plan.json"), shown.stdout);
  return status === 2;
}

/** Runs Terraform with its output on standard error, because standard output is for the result. */
function terraform(cwd, args, good = [0]) {
  const { status, error } = spawnSync(binary, args, { cwd, stdio: ["ignore", process.stderr, process.stderr] });
  if (error !== undefined) throw error;
  if (!good.includes(status)) throw new Error(`terraform ${args[0]} in ${cwd} ended with exit code ${status}`);
  return status;
}

function inOrder() {
  const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  const done = [];
  const visit = (name) => {
    if (done.includes(name)) return;
    for (const other of stacks[name].dependencies) visit(other);
    done.push(name);
  };
  Object.keys(stacks).sort().forEach(visit);
  return done.map((name) => ({ name, path: join(outdir, dirname(stacks[name].synthesizedStackPath)) }));
}
