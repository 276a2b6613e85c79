// Starts the test files that take longest first, so that none of them runs alone at the end. Jest by itself has durations only of
// files that ran before on this machine.
import { existsSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import TestSequencer from "@jest/test-sequencer";

/** Files that take more than 20 s on two idle cores, the longest first. */
const LONG = [
  "system/crash-matrix",
  "process/docs-commands",
  "system/network-faults",
  "integration/delivery",
  "process/review/review",
  "system/deployment/standby",
  "integration/harness",
  "process/drill/drill-command",
  "system/canary",
  "integration/envelope-queue",
  "system/users/takeover",
  "system/links",
  "system/outage/outage",
  "integration/importing",
  "system/owners",
  "system/advice",
  "integration/refusals",
  "process/importer/transports/lmtp",
];

const suites = fileURLToPath(new URL("../__tests__", import.meta.url));
const fileOf = (name) => join(suites, `${name.replaceAll("/", sep)}.test.ts`);

export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const missing = LONG.filter((name) => !existsSync(fileOf(name)));
    if (missing.length > 0) throw new Error(`scripts/longest-first.mjs: no such test: ${missing.join(", ")}`);
    const others = super.sort(tests);
    const long = LONG.flatMap((name) => others.filter(({ path }) => path === fileOf(name)));
    return [...long, ...others.filter((test) => !long.includes(test))];
  }
}
