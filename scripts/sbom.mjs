// node scripts/sbom.mjs: writes two bills of materials in CycloneDX, the same bytes from the same package-lock.json:
// dist/sbom.cdx.json         the npm package and its dependencies; part of the npm package
// dist/bundle-sbom.cdx.json  the contents of dist/standby-mx.js; part of the Debian package
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
const nameIn = (ref) => ref.slice(0, ref.lastIndexOf("@"));
const reference = ({ name, version }) => `${name}@${version}`;

// npm's --omit dev is not used, because it also omits packages that both the package and a development tool need, such
// as @aws-sdk/core.
const npm = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"];
const all = JSON.parse(execFileSync("npm", npm, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }));
const locked = Object.entries(readJson("package-lock.json").packages)
  .filter(([path, { dev }]) => path !== "" && !dev)
  .map(([path, { name = path.replace(/^.*node_modules\//, ""), version }]) => ({ name, version }));

mkdirSync("dist", { recursive: true });
write("dist/sbom.cdx.json", locked);
write("dist/bundle-sbom.cdx.json", readJson("dist/bundled-packages.json"));

function write(path, packages) {
  const wanted = new Set(packages.map(reference));
  const components = all.components
    .filter((component) => wanted.has(component["bom-ref"]))
    // npm adds the alias under which a package is installed, and marks the dependencies of development tools.
    .map((component) => ({ ...component, name: nameIn(component["bom-ref"]), properties: [] }));
  const missing = [...wanted].filter((one) => !components.some((component) => component["bom-ref"] === one));
  if (missing.length > 0 || wanted.size === 0) {
    console.error(`sbom: expected in npm's answer all packages of ${path}, found none for: ${missing.join(", ")}`);
    process.exit(1);
  }

  // npm names the package after the folder, and adds a random number and the time.
  const { serialNumber: _number, ...document } = all;
  const { timestamp: _time, ...metadata } = all.metadata;
  const root = metadata.component["bom-ref"];
  const isHere = (ref) => ref === root || wanted.has(ref);
  const dependencies = all.dependencies
    .filter(({ ref }) => isHere(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isHere) }));
  const sbom = {
    ...document,
    metadata: { ...metadata, component: { ...metadata.component, name: readJson("package.json").name } },
    components,
    dependencies,
  };
  // A rename replaces the file, so that a package that is packed meanwhile never contains half of it.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(sbom, null, 1)}\n`);
  renameSync(unfinished, path);
  console.log(`sbom: ${components.length} packages in ${path}`);
}
