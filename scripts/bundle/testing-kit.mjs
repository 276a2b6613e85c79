import { build } from "esbuild";
import { copyFileSync, renameSync } from "node:fs";

/**
 * Builds dist/testing.js and dist/testing.d.ts, the package's export standby-mx/testing. npm installs the dependencies
 * of the export.
 */
export async function buildTestingKit() {
  const unfinished = `dist/testing.${process.pid}`;
  await build({
    entryPoints: ["testing/index.ts"],
    outfile: unfinished,
    bundle: true,
    packages: "external",
    format: "cjs",
    platform: "node",
    target: "node20",
    // In CommonJS, Jest runs import() only with a flag of Node.
    supported: { "dynamic-import": false },
    logLevel: "warning",
  });
  // The files are replaced by renames, so that a package that is packed meanwhile contains no half of them.
  renameSync(unfinished, "dist/testing.js");
  copyFileSync("testing/api.ts", unfinished);
  renameSync(unfinished, "dist/testing.d.ts");
}
