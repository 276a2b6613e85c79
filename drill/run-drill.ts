import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import pc from "picocolors";
import { loadSettings } from "../settings/load";
import { defaultSettingsFile } from "../settings/settings-file";
import { formatProblem } from "../settings/problem";
import { drill } from "./drill";
import { eventLine, report } from "./report/report";
import { DrillExit } from "../lib/exit-codes";
import { checkPageOptions, type PageOptions } from "../lib/page/write-page";
import { repositoryRoot } from "../lib/process/repository";
import { writeDrillPage } from "./page/write-drill-page";
import { Timeline } from "./timeline";
import { openWorkspace } from "./workspace";

export interface DrillOptions extends PageOptions {
  readonly settings?: string;
  readonly mail?: string;
  readonly json?: boolean;
  readonly keep?: string;
}

/** Runs the command; returns its exit code: 1 unless every message is in its mailbox exactly once. */
export async function runDrill(options: DrillOptions, version: string, width: number): Promise<number> {
  const startedAt = new Date();
  await checkPageOptions(options);
  const root = repositoryRoot();
  const settingsFile = chooseSettings(options.settings, root);
  const { settings, warnings } = await loadSettings(settingsFile);
  for (const warning of warnings) process.stderr.write(`${formatProblem(warning, "warning")}\n`);
  const print = (text: string) => (options.json ? undefined : process.stdout.write(`${text}\n`));

  const workspace = await openWorkspace(options.keep);
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort(new Error("interrupted"));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  // The reader of standard output, such as head(1), has ended (EPIPE).
  process.stdout.on("error", interrupt);
  try {
    const timeline = new Timeline((event) => print(eventLine(event, pc, width)));
    const result = await drill({
      root,
      command: process.argv[1]!,
      settings,
      settingsFile,
      mail: options.mail,
      workspace,
      timeline,
      signal: interrupted.signal,
    });
    if (options.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    else print(report(result, pc, width));
    if (options.html !== undefined) {
      await writeDrillPage(options.html, result, options, version, startedAt);
      print(`The page is ${options.html}`);
    }
    return result.ok ? DrillExit.passed : DrillExit.failed;
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    process.stderr.write("interrupted; nothing is left running\n");
    return DrillExit.interrupted;
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    await workspace.remove();
    if (workspace.kept) print(`Everything is kept in ${workspace.directory}`);
  }
}

/** `--settings`, else STANDBY_SETTINGS, else standby-mx.yaml here or in /etc, else the example settings with a message. */
function chooseSettings(option: string | undefined, root: string): string {
  const chosen = option ?? process.env.STANDBY_SETTINGS;
  if (chosen) return resolve(chosen);
  const file = defaultSettingsFile();
  if (existsSync(file)) return resolve(file);
  const example = join(root, "standby-mx.example.yaml");
  process.stderr.write(`no standby-mx.yaml here, so the drill uses the example: ${example}\n`);
  return example;
}
