#!/usr/bin/env node
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const bundle = join(__dirname, "..", "dist", "standby-mx.js");
if (!existsSync(bundle)) {
  process.stderr.write(`standby-mx: ${bundle} is missing; make it with: npm run bundle\n`);
  process.exit(75); // ExitCode.tryLater of lib/exit-codes.ts, which is in the missing bundle
}
require(bundle);
