import { App } from "cdktf";
import { messageOf } from "./lib/errors";
import { ExitCode, exitCodeOfError } from "./lib/exit-codes";
import { loadSettings } from "./settings/load";
import { formatProblem } from "./settings/problem";
import { awsEndpoint } from "./stacks/aws-endpoint";
import { removeOtherFormat } from "./stacks/one-format";
import { addStandby } from "./stacks/standby";
import { withoutCreationStacks } from "./stacks/without-creation-stacks";

/** Synthesizes one stack for each receiving region of the settings, into `cdktf.out` or the directory CDKTF_OUTDIR. */
async function synthesize(): Promise<void> {
  const { settings, warnings } = await loadSettings(process.env.STANDBY_SETTINGS || "standby-mx.yaml");
  for (const warning of warnings) printLine(formatProblem(warning, "warning"));

  const endpoint = awsEndpoint(process.env.STANDBY_AWS_ENDPOINT);
  if (endpoint) printLine(`STANDBY_AWS_ENDPOINT: the stacks are made for the emulator at ${endpoint}, not for AWS`);

  withoutCreationStacks(() => {
    const app = new App();
    addStandby(app, settings, endpoint);
    app.synth();
    removeOtherFormat(app);
  });
}

function printLine(line: string): void {
  process.stderr.write(`${line}\n`);
}

synthesize().catch((error: unknown) => {
  const exitCode = exitCodeOfError(error);
  if (exitCode === ExitCode.internal) throw error;
  printLine(messageOf(error));
  process.exitCode = exitCode;
});
