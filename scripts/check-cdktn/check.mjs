// Checks that replacing cdktf by cdktn is a mere rename: synthesizes with both, compares, and runs the unit tests of the stacks
// with cdktn and @cdktn/provider-aws under Node 22, which the two require. Installs the packages (476 MB) once, outside the
// repository: into STANDBY_TOOLS, or the user's cache.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import execa from "execa";
import { differences } from "./differences.mjs";

const versions = { cdktn: "0.24.0", "@cdktn/provider-aws": "25.7.0", constructs: "10.7.2" };
const node22 = "22.23.3";
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const require = createRequire(import.meta.url);

const tools =
  process.env.STANDBY_TOOLS || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "standby-mx/tools");
const home = join(tools, `cdktn-${versions.cdktn}-${versions["@cdktn/provider-aws"]}-node-${node22}`);
const modules = join(home, "node_modules");
const nodePackage = `node-${process.platform}-${process.arch}`;
const isNewEnough = Number(process.versions.node.split(".")[0]) >= 22;
const node = isNewEnough ? process.execPath : join(modules, nodePackage, "bin/node");

install();
const settings = ["standby-mx.example.yaml", join("scripts/check-cdktn", "everything.yaml")];
const expected = JSON.parse(readFileSync(join(here, "expected.json"), "utf8"));
let failed = false;
for (const file of settings) compare(file);
failed = runUnitTests() || failed;
console.log(
  failed
    ? "check:cdktn: FAILED"
    : "check:cdktn: cdktn makes the same of these sources, and the unit tests pass with it",
);
process.exit(failed ? 1 : 0);

function install() {
  if (existsSync(home)) return;
  mkdirSync(tools, { recursive: true });
  const unfinished = mkdtempSync(join(tools, "unfinished-"));
  const wanted = isNewEnough ? versions : { ...versions, [nodePackage]: node22 };
  writeFileSync(join(unfinished, "package.json"), JSON.stringify({ private: true, dependencies: wanted }));
  console.log(
    `check:cdktn: installing ${Object.entries(wanted)
      .map((pair) => pair.join("@"))
      .join(" ")} into ${home}`,
  );
  // The provider requires Node 22.
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--engine-strict=false"];
  execa.sync("npm", ["install", ...options], { cwd: unfinished });
  renameSync(unfinished, home);
}

function compare(file) {
  const outdir = mkdtempSync(join(tmpdir(), "standby-mx-cdktn-"));
  try {
    const [old, fresh] = [
      synthesize(file, join(outdir, "cdktf"), process.execPath),
      synthesize(file, join(outdir, "cdktn"), node, alias()),
    ];
    for (const stack of new Set([...Object.keys(old), ...Object.keys(fresh)])) {
      const found = differences(old[stack], fresh[stack]);
      // A missing expected difference means that cdktf made both syntheses.
      for (const path of Object.keys(expected).filter((path) => !(path in found))) {
        failed = true;
        console.log(`${file} ${stack}: ${path}: EXPECTED to differ`);
      }
      for (const [path, pair] of Object.entries(found)) {
        const isExpected = JSON.stringify(expected[path]) === JSON.stringify(pair);
        failed ||= !isExpected;
        console.log(
          `${file} ${stack}: ${path}: ${pair.map((one) => JSON.stringify(one)).join(" -> ")}${isExpected ? "" : "  UNEXPECTED"}`,
        );
      }
    }
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function synthesize(file, outdir, program, env = {}) {
  mkdirSync(outdir);
  execa.sync(program, ["-r", require.resolve("@swc-node/register"), "main.ts"], {
    cwd: root,
    env: { STANDBY_SETTINGS: file, STANDBY_AWS_ENDPOINT: "", CDKTF_OUTDIR: outdir, ...env },
  });
  const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  const read = ({ synthesizedStackPath: path }) => JSON.parse(readFileSync(join(outdir, path), "utf8"));
  return Object.fromEntries(Object.entries(stacks).map(([name, stack]) => [name, read(stack)]));
}

function runUnitTests() {
  const jest = join(dirname(require.resolve("jest/package.json")), "bin/jest.js");
  const args = [jest, "--config", join(here, "jest.config.mjs"), "--ci"];
  return execa.sync(node, args, { cwd: root, stdio: "inherit", env: alias(), reject: false }).failed;
}

function alias() {
  return { STANDBY_CDKTN_MODULES: modules, NODE_OPTIONS: `-r ${join(here, "alias.js")}` };
}
