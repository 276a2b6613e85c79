// npm run release -- [--dry-run] [--skip-checks]: makes all files of a release in dist/release/ and prints the commands that publish
// the files, for a person or a workflow. Publishes nothing. --dry-run makes the files even if tasks remain; --skip-checks is for a
// commit that has passed all checks.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { sectionsOf } from "./changelog.mjs";
import { contradictions, sectionOf, tasks } from "./obstacles.mjs";

const CHECKS = ["bash .ci/run", "npm audit --omit dev --audit-level high", "npm run --silent check:image"];
const FOLDER = "dist/release";
const USAGE_ERROR = 64;

const { "dry-run": isDryRun, "skip-checks": skipsChecks } = readOptions();
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
const manifest = readJson("package.json");
const { name, version } = manifest;
const sections = sectionsOf(readFileSync("CHANGELOG.md", "utf8"));
const input = { manifest, lock: readJson("package-lock.json"), sections };

const wrong = contradictions(input);
const left = tasks(input);
const refusals = isDryRun ? wrong : [...wrong, ...left];
if (refusals.length > 0) {
  console.error(`release: ${name} ${version} cannot be released:\n${refusals.map((one) => `  ${one}`).join("\n")}`);
  process.exit(1);
}

for (const check of skipsChecks ? [] : CHECKS) run("bash", "-c", check);

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
run("npm", "pack", "--silent", "--pack-destination", FOLDER);
run("node", "scripts/deb/build.mjs", FOLDER);
copyFileSync("dist/standby-mx.js", `${FOLDER}/standby-mx.js`);
copyFileSync("dist/sbom.cdx.json", `${FOLDER}/${name}-${version}.sbom.cdx.json`);
copyFileSync("dist/bundle-sbom.cdx.json", `${FOLDER}/standby-mx.js.sbom.cdx.json`);
const files = readdirSync(FOLDER).sort();
const sums = files.map((file) => `${sha256(`${FOLDER}/${file}`)}  ${file}\n`).join("");
writeFileSync(`${FOLDER}/SHA256SUMS`, sums);
writeFileSync(`${FOLDER}/notes.md`, `${sectionOf(version, sections).body}\n`);

const tag = `v${version}`;
console.log(`
In ${FOLDER}:
${sums}
${isDryRun ? "Would be published by" : "Nothing is published yet. Publish by"}
  git tag --annotate ${tag} --cleanup=verbatim --file ${FOLDER}/notes.md
  git push origin ${tag}
  npm publish ./${FOLDER}/${name}-${version}.tgz --provenance      # in a workflow with id-token: write
and attach to the release ${tag}: ${[...files, "SHA256SUMS"].join(" ")}
${left.length > 0 ? `\nBefore that:\n${left.map((one) => `  ${one}`).join("\n")}\n` : ""}`);

function readOptions() {
  try {
    return parseArgs({ options: { "dry-run": { type: "boolean" }, "skip-checks": { type: "boolean" } } }).values;
  } catch (error) {
    console.error(`release: ${error.message}\nusage: npm run release -- [--dry-run] [--skip-checks]`);
    process.exit(USAGE_ERROR);
  }
}

function run(program, ...args) {
  console.log(`--- ${[program, ...args].join(" ")}`);
  try {
    execFileSync(program, args, { stdio: "inherit" });
  } catch (error) {
    console.error(`release: ${error.message}; nothing is published`);
    process.exit(1);
  }
}

function sha256(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
