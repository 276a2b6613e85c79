// Ends a test run with the suites that did not run and why, with what the integration suite ran against, and
// with one count line.
export default class SuiteReporter {
  constructor(_config, { inTheWay }) {
    this.inTheWay = inTheWay;
  }

  onRunComplete(_contexts, results) {
    for (const [suite, reasons] of Object.entries(this.inTheWay)) {
      if (reasons.length > 0) console.error(`\nNOT RUN: the ${suite} suite: ${reasons.join("; ")}.`);
    }
    const { STANDBY_RAN_AGAINST } = process.env;
    if (STANDBY_RAN_AGAINST) console.error(`\nIntegration tests ran against ${STANDBY_RAN_AGAINST}.`);
    // A file that does not even load has no failed test; it counts as one failure here.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    console.error(`\n${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`);
  }
}
