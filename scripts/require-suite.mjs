// node scripts/require-suite.mjs system: fails with the reasons if this machine cannot run that suite.
import { obstacles } from "./suites.mjs";

const inTheWay = obstacles()[process.argv[2]] ?? [`expected a suite, found "${process.argv[2]}"`];
if (inTheWay.length > 0) {
  process.stderr.write(`NOT RUN: ${inTheWay.join("; ")}\n`);
  process.exitCode = 1;
}
