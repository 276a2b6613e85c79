#!/usr/bin/env node
"use strict";
// What `npx cdktf` runs in this project. cdktf-cli is 423 MB and compiles native code, and neither the mail server nor the tests nor
// `npm run synth` need it; so npm fetches it when it is first used, outside node_modules.
const { spawnSync } = require("node:child_process");

const npmExec = ["exec", "--yes", "--prefer-offline", "--package", "cdktf-cli@0.21.0", "--", "cdktf"];
const { status, error } = spawnSync("npm", [...npmExec, ...process.argv.slice(2)], {
  stdio: "inherit",
  // Without it cdktf asks HashiCorp for news on every run, and reports an error where it cannot.
  env: { CHECKPOINT_DISABLE: "1", ...process.env },
});
if (error) process.stderr.write(`npx cdktf: cannot run npm: ${error.message}\n`);
process.exitCode = status ?? 1;
