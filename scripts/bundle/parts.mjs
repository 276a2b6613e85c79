import { build, transform } from "esbuild";
import { basename } from "node:path";
import { smallerPackages } from "./smaller-packages.mjs";

/** Builds the command in parts: a map from a part's name to its text, a CommonJS module, and the inputs of them all. */
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
    plugins: [smallerPackages],
    logLevel: "warning",
  });
  const parts = await Promise.all(outputFiles.map(async ({ path, text }) => [basename(path), await toCommonJs(text)]));
  return { parts: Object.fromEntries(parts.sort()), inputs: Object.keys(metafile.inputs) };
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
