import { ImportOutput } from "../../../../cli/import-output";
import { reportError } from "../../../../cli/report-error";
import type { InProcessHost } from "../../../../fixtures/host/in-process-host";
import { ImportExit } from "../../../../lib/exit-codes";
import { openStore } from "../../../../store/open-store";

export interface EndedImport {
  readonly exitCode: number;
  readonly stderr: string;
}

/** Imports from an S3 server in this process; returns the exit code and the messages of the command. */
export async function importInProcess(host: InProcessHost, endpoint: string, mailbox?: string): Promise<EndedImport> {
  const { bucketOwner } = host.importer;
  const complaints = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    const exitCode = await host
      .import({ mailbox, openStore: (region) => openStore({ kind: "s3", endpoint }, region, { bucketOwner }) })
      .then((report) => {
        new ImportOutput({ quiet: true }).print(report, ImportExit[report.outcome]);
        return ImportExit[report.outcome];
      })
      .catch((error: unknown) => reportError(error, "import"));
    return { exitCode, stderr: complaints.mock.calls.map(([text]) => String(text)).join("") };
  } finally {
    complaints.mockRestore();
  }
}
