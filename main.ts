import { App } from "cdktf";
import { ExitCode } from "./lib/exit-codes";
import { loadSettings } from "./settings/load";
import { formatProblem, SettingsError } from "./settings/problem";
import { awsEndpoint, EndpointError } from "./stacks/aws-endpoint";
import { removeOtherFormat } from "./stacks/one-format";
import { addStandby } from "./stacks/standby";

/** Settings in, one stack a receiving region out: into `cdktf.out`, or where CDKTF_OUTDIR says. */
async function synthesize(): Promise<void> {
  const { settings, warnings } = await loadSettings(process.env.STANDBY_SETTINGS || "standby-mx.yaml");
  for (const warning of warnings) say(formatProblem(warning, "warning"));

  const endpoint = awsEndpoint(process.env.STANDBY_AWS_ENDPOINT);
  if (endpoint) say(`STANDBY_AWS_ENDPOINT: the stacks are made for the emulator at ${endpoint}, not for AWS`);

  const app = new App();
  addStandby(app, settings, endpoint);
  app.synth();
  removeOtherFormat(app);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

synthesize().catch((error: unknown) => {
  if (!(error instanceof SettingsError || error instanceof EndpointError)) throw error;
  say(error.message);
  process.exitCode = ExitCode.wrongSettings;
});
