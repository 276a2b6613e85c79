// The program of the importer's worker (importer/worker/main.ts) as one text, for the bundle and for tests.
"use strict";
const { resolve } = require("node:path");
const { buildSync } = require("esbuild");

exports.buildWorker = () => {
  const { outputFiles } = buildSync({
    entryPoints: [resolve(__dirname, "../importer/worker/main.ts")],
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
  });
  return outputFiles[0].text;
};
