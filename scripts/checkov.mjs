// checkov.mjs [SETTINGS...]: runs checkov once on fresh syntheses of these settings, by default of the example. Checkov ignores skips in
// Terraform JSON, so this script applies the skips that stacks/skip-check.ts writes into the comments of resources. A skip whose check
// passes is a failure too.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

const version = "3.3.30";

const outdir = mkdtempSync(join(tmpdir(), "standby-mx-checkov-"));
try {
  const settings = process.argv.length > 2 ? process.argv.slice(2) : ["standby-mx.example.yaml"];
  for (const [at, file] of settings.entries()) synthesize(file, join(outdir, String(at)));
  process.exitCode = judge(run(installed(), outdir)) ? 0 : 1;
} finally {
  rmSync(outdir, { recursive: true });
}

function synthesize(file, into) {
  mkdirSync(into);
  const env = { ...process.env, STANDBY_SETTINGS: file, CDKTF_OUTDIR: into };
  execFileSync(process.execPath, ["-r", "@swc-node/register", "main.ts"], { stdio: "inherit", env });
}

/** Installs checkov from PyPI into a virtual environment outside the repository, unless installed there. */
function installed() {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const venv = join(cache, "standby-mx", `checkov-${version}`);
  const done = join(venv, "bin", "checkov");
  if (existsSync(done)) return done;
  console.log(`installing checkov ${version} into ${venv}`);
  mkdirSync(venv, { recursive: true });
  execFileSync("python3", ["-m", "venv", "--clear", venv], { stdio: "inherit" });
  execFileSync(join(venv, "bin", "pip"), ["install", "--quiet", `checkov==${version}`], { stdio: "inherit" });
  return done;
}

function run(checkov, outdir) {
  const args = ["--directory", outdir, "--framework", "terraform_json", "--output", "json", "--skip-download"];
  const { stdout, stderr } = spawnSync(checkov, args, { encoding: "utf8", maxBuffer: 64 << 20 });
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`checkov: expected a report in JSON, found:\n${stdout}${stderr}`);
  }
}

function judge({ summary, results }) {
  const skips = skipsOf(outdir);
  const failures = new Map(results.failed_checks.map((check) => [keyOf(check), check.check_name]));
  const skipped = [...skips].filter(([key]) => failures.has(key));
  const problems = [
    ...(summary.passed > 0 ? [] : ["no check passed, so checkov cannot have read the stacks"]),
    ...(summary.parsing_errors > 0 ? [`checkov could not read ${summary.parsing_errors} of the stacks`] : []),
    ...[...failures].filter(([key]) => !skips.has(key)).map(([key, name]) => `${key}: ${name}`),
    ...[...skips.keys()].filter((key) => !failures.has(key)).map((key) => `${key} would pass: remove its skip`),
  ];
  for (const [key, reason] of skipped) console.log(`skipped ${key}: ${reason}`);
  for (const problem of problems) console.error(`failed  ${problem}`);
  console.log(`checkov ${version}: ${summary.passed} passed, ${problems.length} failed, ${skipped.length} skipped`);
  return problems.length === 0;
}

/** Checkov names some resources "resource.<id>" and others "<type>.<id>". */
function keyOf({ check_id, resource, file_abs_path }) {
  return `${check_id} ${relative(outdir, dirname(file_abs_path))} ${resource.split(".").at(-1)}`;
}

function skipsOf(outdir) {
  const skips = new Map();
  for (const stack of readdirSync(outdir).flatMap(stacksOf)) {
    const { resource } = JSON.parse(readFileSync(join(outdir, stack, "cdk.tf.json"), "utf8"));
    for (const [id, { "//": comment }] of Object.values(resource).flatMap(Object.entries)) {
      const reasons = Object.entries(comment.checkov?.skip ?? {});
      for (const [check, reason] of reasons) skips.set(`${check} ${stack} ${id}`, reason);
    }
  }
  return skips;
}

/** The folders of the stacks of one synthesis, as paths below the folder of all. */
function stacksOf(synthesis) {
  return readdirSync(join(outdir, synthesis, "stacks")).map((stack) => join(synthesis, "stacks", stack));
}
