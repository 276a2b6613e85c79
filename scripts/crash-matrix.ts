// npm run crash-matrix: the built importer, as a process, is struck at every relevant system call; a real Dovecot's reader acts
// before it is started again; then each message must be exactly once what the reader made of it. In the last section a second
// importer of the same mail works beside. Ends with "N of N exact".
// Option: --whole plays all cases, which takes half an hour on two cores in place of a quarter.
import Table from "cli-table3";
import { parseArgs } from "node:util";
import { openGround } from "../fixtures/crash/ground";
import { crashMatrix } from "../fixtures/crash/matrix";
import type { SectionResult } from "../fixtures/crash/run-matrix";
import { describeCase, runSection } from "../fixtures/crash/run-matrix";
import { messageOf } from "../lib/errors";

const MAX_CASES_AT_ONCE = 4;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { whole: { type: "boolean", default: false } } });
  const ground = await openGround();
  try {
    const results: SectionResult[] = [];
    for (const section of await crashMatrix(ground, values.whole)) {
      let played = 0;
      const result = await runSection(ground, section, MAX_CASES_AT_ONCE, (which, { verdict, findings }) => {
        played++;
        if (verdict === "harm") console.log(`HARM: ${describeCase(which)}\n  ${findings.join("\n  ")}`);
        if (played % 100 === 0) console.log(`${section.title}: ${played} of ${section.cases.length}`);
      });
      results.push(result);
    }
    report(results);
    const problems = ground.dovecot.problems();
    if (problems.length > 0) console.log(`Dovecot complained:\n  ${problems.slice(0, 20).join("\n  ")}`);
    if (problems.length > 0 || results.some(({ outcomes }) => outcomes.some(({ verdict }) => verdict === "harm"))) {
      process.exitCode = 1;
    }
  } finally {
    await ground.close();
  }
}

function report(results: readonly SectionResult[]): void {
  const table = new Table({
    head: [
      "cases",
      "exact",
      "again after a disk error",
      "harm",
      "not struck",
      "out of strace's reach",
      "runs",
      "seconds",
    ],
    style: { head: [], border: [] },
  });
  const count = (result: SectionResult, verdict: string) =>
    result.outcomes.filter((outcome) => outcome.verdict === verdict).length;
  for (const result of results) {
    table.push({
      [result.section.title]: [
        count(result, "exact"),
        count(result, "again"),
        count(result, "harm"),
        count(result, "not struck"),
        result.section.outOfReach,
        result.outcomes.reduce((sum, { runs }) => sum + runs, 0),
        Math.round(result.seconds),
      ],
    });
  }
  console.log(table.toString());
  const total = (verdict: string) => results.reduce((sum, result) => sum + count(result, verdict), 0);
  if (total("again") > 0)
    console.log(`${total("again")} delivered again, because the disk failed to say that they were`);
  console.log(`${total("exact")} of ${total("exact") + total("harm")} exact`);
}

// Without a listener these would end the process before its servers.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
