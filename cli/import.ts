import type { Command } from "commander";
import { importMail } from "../importer/import-mail";
import type { ImportReport, Outcome } from "../importer/report";
import { loadSettings } from "../settings/load";
import { openStore, parseStoreLocation } from "../store/open-store";
import { ExitCode } from "./exit-code";
import { settingsOption } from "./settings-option";

interface ImportFlags {
  readonly settings: string;
  readonly store: string;
  readonly endpointUrl?: string;
  readonly mailbox?: string;
  readonly root?: string;
  readonly json?: boolean;
}

const EXIT_CODES: Readonly<Record<Outcome, number>> = {
  done: ExitCode.done,
  "some-held": ExitCode.someHeld,
  "try-later": ExitCode.tryLater,
  "wrong-settings": ExitCode.wrongSettings,
};

export function registerImport(program: Command): void {
  program
    .command("import")
    .description("deliver the mail that waits in the store into its mailboxes, and delete it there")
    .addOption(settingsOption())
    .option("--store <store>", "where the mail waits: s3, or dir:<path> for <path>/<bucket>/<key>", "s3")
    .option("--endpoint-url <url>", "an S3 server to ask instead of AWS (or AWS_ENDPOINT_URL)")
    .option("--mailbox <user>", "deliver to this mailbox only")
    .option("--root <directory>", "look for Maildirs and the state directory below this directory, for rehearsals")
    .option("--json", "print the report as one JSON object")
    .action(async (flags: ImportFlags) => {
      process.exitCode = await run(flags);
    });
}

async function run({ settings: file, store, endpointUrl, mailbox, root, json }: ImportFlags): Promise<number> {
  const { settings } = await loadSettings(file);
  const location = parseStoreLocation(store, endpointUrl);
  const report = await importMail({ settings, openStore: (region) => openStore(location, region), mailbox, root });
  const exitCode = EXIT_CODES[report.outcome];
  if (json) process.stdout.write(`${JSON.stringify(toJson(report, exitCode))}\n`);
  return exitCode;
}

function toJson({ held, skipped, problems, ...numbers }: ImportReport, exitCode: number) {
  return { ...numbers, held, skipped, problems, exitCode };
}
