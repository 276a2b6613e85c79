// npm run crash-matrix: injects a fault into the built importer at every relevant system call. Before the next run, a mail client
// moves or deletes messages through a real Dovecot. At the end each message must be exactly once where the client left it. In the
// last sections a second importer of the same mail runs at the same time, on the same or on another host. Ends with "N of N exact".
// Option: --whole runs all cases, which takes 30 minutes instead of 15 on two cores.
import Table from "cli-table3";
import { parseArgs } from "node:util";
import { startCrashServers } from "../fixtures/crash/crash-servers";
import { crashMatrix } from "../fixtures/crash/matrix";
import type { SectionResult } from "../fixtures/crash/run-matrix";
import { describeCase, runSection } from "../fixtures/crash/run-matrix";
import { runScript } from "../fixtures/run-script";

const MAX_CASES_AT_ONCE = 4;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { whole: { type: "boolean", default: false } } });
  const servers = await startCrashServers();
  try {
    const results: SectionResult[] = [];
    for (const section of await crashMatrix(servers, values.whole)) {
      let done = 0;
      const result = await runSection(servers, section, MAX_CASES_AT_ONCE, (which, { kind, findings }) => {
        done++;
        if (kind === "harm") console.log(`HARM: ${describeCase(which)}\n  ${findings.join("\n  ")}`);
        if (done % 100 === 0) console.log(`${section.title}: ${done} of ${section.cases.length}`);
      });
      results.push(result);
    }
    report(results);
    const problems = servers.dovecot.problems();
    if (problems.length > 0) console.log(`Dovecot complained:\n  ${problems.slice(0, 20).join("\n  ")}`);
    if (problems.length > 0 || results.some(({ outcomes }) => outcomes.some(({ kind }) => kind === "harm"))) {
      process.exitCode = 1;
    }
  } finally {
    await servers.close();
  }
}

function report(results: readonly SectionResult[]): void {
  const table = new Table({
    head: [
      "cases",
      "exact",
      "again after a disk error",
      "harm",
      "not reached",
      "out of strace's reach",
      "runs",
      "seconds",
    ],
    style: { head: [], border: [] },
  });
  const count = (result: SectionResult, kind: string) =>
    result.outcomes.filter((outcome) => outcome.kind === kind).length;
  for (const result of results) {
    table.push({
      [result.section.title]: [
        count(result, "exact"),
        count(result, "redelivered"),
        count(result, "harm"),
        count(result, "not reached"),
        result.section.outOfReach,
        result.outcomes.reduce((sum, { runs }) => sum + runs, 0),
        Math.round(result.seconds),
      ],
    });
  }
  console.log(table.toString());
  const total = (kind: string) => results.reduce((sum, result) => sum + count(result, kind), 0);
  if (total("redelivered") > 0)
    console.log(`${total("redelivered")} delivered again, because the disk reported an error at the first delivery`);
  console.log(`${total("exact")} of ${total("exact") + total("harm")} exact`);
}

runScript(main);
