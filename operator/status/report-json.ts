import type { ImportReport } from "../../importer/report";

/** A report as `import --json` prints it and `monitoring.notify` gets it; docs/delivery.md explains the fields. */
export function reportAsJson(report: ImportReport, exitCode: number, dryRun = false): object {
  const { delivered, deleted, held, skipped, waiting, unclaimedMail, heldCount, skippedCount } = report;
  const { awaitingEnvelope, redundantCopies, foreignRecords } = report;
  return {
    ...(dryRun && { dryRun }),
    ...{ delivered, deliveredByMailbox: Object.fromEntries(report.deliveredByMailbox), deleted },
    ...{ held, skipped, waiting },
    ...{ unclaimed: unclaimedMail.count, unclaimedPrefixes: unclaimedMail.prefixes },
    otherHosts: Object.fromEntries(report.ofOtherHosts),
    ...{ heldCount, skippedCount, awaitingEnvelope, redundantCopies, foreignRecords: foreignRecords?.count ?? 0 },
    ...{ problems: report.problems, exitCode },
  };
}
