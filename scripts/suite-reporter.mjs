// Ends a test run with the suites that did not run and why, and with one count line.
export default class SuiteReporter {
  constructor(_config, { inTheWay }) {
    this.inTheWay = inTheWay;
  }

  onRunComplete(_contexts, results) {
    for (const [suite, reasons] of Object.entries(this.inTheWay)) {
      if (reasons.length > 0) console.error(`\nNOT RUN: the ${suite} suite: ${reasons.join("; ")}.`);
    }
    // A file that does not even load has no failed test; it counts as one failure here.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    console.error(`\n${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`);
  }
}
