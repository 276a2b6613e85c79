// Lists the licences of all dependencies, from package-lock.json and the packages, and fails if a licence is incompatible
// with publishing this package under MIT: node scripts/licences.mjs [--list]
import { existsSync, readFileSync } from "node:fs";

/**
 * Permissive licences, and file-level copyleft (MPL-2.0), which requires nothing of a package that only depends on it.
 */
const compatible = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-4.0",
  "CC0-1.0",
  "EUPL-1.1+",
  "ISC",
  "MIT",
  "MIT-0",
  "MPL-2.0",
  "Public Domain",
  "Python-2.0",
  "Unlicense",
  "Zlib",
]);

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
const counts = new Map();
const wrong = [];
for (const [path, { license, dev, optional, version, inBundle }] of Object.entries(packages)) {
  if (path === "" || (optional && !existsSync(path))) continue;
  const found = license ?? licenceOf(path);
  const kind = dev ? "dev" : "runtime";
  counts.set(`${kind}\t${found}`, (counts.get(`${kind}\t${found}`) ?? 0) + 1);
  if (!isCompatible(found)) wrong.push(`${path}@${version}: ${found}${inBundle ? " (bundled)" : ""}`);
  if (process.argv.includes("--list"))
    console.log(`${path.replace(/^.*node_modules\//, "")}@${version}\t${kind}\t${found}`);
}
for (const [line, count] of [...counts].sort()) console.log(`${count}\t${line}`);
if (wrong.length > 0) {
  console.error(`licences: expected one of ${[...compatible].join(", ")}, found:\n  ${wrong.join("\n  ")}`);
  process.exit(1);
}

/** SPDX expressions: one licence of an OR is enough, all licences of an AND are needed. */
function isCompatible(expression) {
  const plain = String(expression).replace(/[()]/g, "");
  return plain.split(" OR ").some((choice) => choice.split(" AND ").every((one) => compatible.has(one.trim())));
}

function licenceOf(path) {
  if (!existsSync(`${path}/package.json`)) return "unknown";
  const { license, licenses } = JSON.parse(readFileSync(`${path}/package.json`, "utf8"));
  return license?.type ?? license ?? licenses?.map(({ type }) => type).join(" OR ") ?? "unknown";
}
