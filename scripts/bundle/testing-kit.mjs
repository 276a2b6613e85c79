import { build } from "esbuild";
import { copyFileSync, renameSync } from "node:fs";

/** Makes dist/testing.js and dist/testing.d.ts: what the package exports as standby-mx/testing. npm installs its dependencies. */
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
    // Jest runs import() in CommonJS with a flag of Node only.
    supported: { "dynamic-import": false },
    logLevel: "warning",
  });
  // By rename, so that a package that is packed meanwhile has no half of them.
  renameSync(unfinished, "dist/testing.js");
  copyFileSync("testing/api.ts", unfinished);
  renameSync(unfinished, "dist/testing.d.ts");
}
