#!/usr/bin/env node
"use strict";
// `npx cdktf` runs this file, which installs cdktf-cli at the first use, outside node_modules. cdktf-cli has 423 MB and compiles
// native code; the mail server, the tests and `npm run synth` do not need cdktf-cli.
const { spawnSync } = require("node:child_process");

const npmExec = ["exec", "--yes", "--prefer-offline", "--package", "cdktf-cli@0.21.0", "--", "cdktf"];
const { status, error } = spawnSync("npm", [...npmExec, ...process.argv.slice(2)], {
  stdio: "inherit",
  // Otherwise cdktf asks HashiCorp for updates at every run, and reports an error if it cannot.
  env: { CHECKPOINT_DISABLE: "1", ...process.env },
});
if (error) process.stderr.write(`npx cdktf: cannot run npm: ${error.message}\n`);
process.exitCode = status ?? 1;
