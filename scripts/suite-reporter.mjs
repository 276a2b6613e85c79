// Prints the expected duration before a test run; after the run, the server of the integration suite, the suites that did not run with
// the reasons, and one line of counts.
import { MINUTES, selectedSuites } from "./suites.mjs";

export default class SuiteReporter {
  constructor(config, { inTheWay }) {
    this.inTheWay = inTheWay;
    this.isWhole =
      config.nonFlagArgs.length === 0 &&
      !config.testNamePattern &&
      (config.testPathPatterns?.patterns ?? []).length === 0;
  }

  onRunStart() {
    this.sayWhatDoesNotRun();
    if (this.isWhole) console.error(`${expectedTime(this.inTheWay, selectedSuites())}\n`);
  }

  onRunComplete(_contexts, results) {
    this.sayWhatDoesNotRun();
    const { STANDBY_RAN_AGAINST } = process.env;
    if (STANDBY_RAN_AGAINST) console.error(`\nIntegration tests ran against ${STANDBY_RAN_AGAINST}.`);
    // A file that cannot be loaded has no failed test; it counts as one failure here.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    console.error(`\n${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`);
  }
  sayWhatDoesNotRun() {
    for (const [suite, reasons] of Object.entries(this.inTheWay)) {
      if (reasons.length > 0) console.error(`\nNOT RUN: the ${suite} suite: ${reasons.join("; ")}.`);
    }
  }
}

/** The expected minutes of each suite, and their sum. */
function expectedTime(inTheWay, selected) {
  const suites = Object.keys(MINUTES).filter(
    (suite) => inTheWay[suite].length === 0 && (selected?.includes(suite) ?? true),
  );
  const each = suites.map((suite) => `${suite} ${MINUTES[suite]} min`).join(", ");
  const sum = suites.reduce((minutes, suite) => minutes + MINUTES[suite], 0);
  return `\nOn two idle cores this takes about ${sum} min: ${each}.`;
}
