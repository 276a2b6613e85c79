// Fails if a package that npm installed in this folder, with standby-mx, is missing in the SBOM of standby-mx. Compares names only:
// the dependencies of dependencies may be newer than those of package-lock.json.
import { readFileSync } from "node:fs";

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
const { components } = readJson("node_modules/standby-mx/dist/sbom.cdx.json");
const listed = new Set(["standby-mx", ...components.map(({ name }) => name)]);
const missing = Object.entries(readJson("node_modules/.package-lock.json").packages)
  .map(([path, { name }]) => name ?? path.replace(/^.*node_modules\//, ""))
  .filter((name) => !listed.has(name));
if (missing.length > 0) {
  console.error(
    `check-sbom: expected all installed packages in dist/sbom.cdx.json, found none of ${missing.join(", ")}`,
  );
  process.exit(1);
}
