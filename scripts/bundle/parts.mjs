import { build, transform } from "esbuild";
import { basename } from "node:path";
import { namedImports } from "./named-imports.mjs";
import { pastBarrels } from "./past-barrels.mjs";
import { smallerPackages } from "./smaller-packages.mjs";

/** The form in which a part refers to another. */
const REFERENCE = /\brequire\("\.\/([^"]+\.js)"\)/g;

/**
 * Builds the command in parts: returns a map from a part's name to its text, a CommonJS module, and the inputs of all
 * parts.
 */
export async function buildParts(define) {
  const { outputFiles, metafile } = await build({
    entryPoints: ["cli/index.ts"],
    outdir: "parts",
    bundle: true,
    write: false,
    splitting: true, // one part for each import(), and one for what several of them share
    format: "esm", // the only format that esbuild can split
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"], // of ES modules esbuild leaves out what is not used
    minify: true,
    legalComments: "none",
    metafile: true,
    define,
    plugins: [smallerPackages, namedImports, pastBarrels],
    logLevel: "warning",
  });
  const parts = await Promise.all(outputFiles.map(async ({ path, text }) => [basename(path), await toCommonJs(text)]));
  return { parts: numbered(new Map(parts)), inputs: Object.keys(metafile.inputs) };
}

async function toCommonJs(text) {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: "node20",
    supported: { "dynamic-import": false }, // becomes require(), which is the loader's
    minify: true,
    legalComments: "none",
  });
  return code;
}

/**
 * Names the parts by numbers, in the order in which index.js reaches them, because esbuild's names contain hashes that
 * depend on the place of node_modules.
 */
function numbered(parts) {
  const reached = new Set(["index.js"]);
  for (const name of reached) for (const [, other] of parts.get(name).matchAll(REFERENCE)) reached.add(other);
  const names = new Map(
    [...reached].map((name, at) => [name, at === 0 ? name : name.replace(/-\w+\.js$/, `-${at}.js`)]),
  );
  const text = (name) => parts.get(name).replace(REFERENCE, (_, other) => `require("./${names.get(other)}")`);
  return Object.fromEntries([...reached].map((name) => [names.get(name), text(name)]));
}
