import { App } from "cdktf";
import { loadSettings } from "../../settings/load";
import { messageOf } from "../../lib/errors";
import { ExitCode, exitCodeOfError } from "../../lib/exit-codes";
import { awsEndpoint } from "../aws-endpoint";
import { removeOtherFormat } from "../one-format";
import { BootstrapStack } from "./bootstrap-stack";

class BootstrapError extends Error {
  override readonly name = "BootstrapError";
}

/** Synthesizes the bootstrap stack from the settings and the name of a repository (see docs/review.md). */
async function synthesize(): Promise<void> {
  const { settings } = await loadSettings(process.env.STANDBY_SETTINGS || "standby-mx.yaml");
  const { state } = settings;
  if (state.kind !== "s3") {
    throw new BootstrapError(
      "state: expected { s3: { bucket, region } } in the settings, found local; workflows need a state that they share",
    );
  }
  const repository = process.env.STANDBY_REPOSITORY ?? "";
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new BootstrapError(
      `STANDBY_REPOSITORY: expected owner/name of the repository at GitHub, found "${repository}"`,
    );
  }
  const app = new App();
  new BootstrapStack(app, { settings, state, repository, endpoint: awsEndpoint(process.env.STANDBY_AWS_ENDPOINT) });
  app.synth();
  removeOtherFormat(app);
}

synthesize().catch((error: unknown) => {
  const exitCode = exitCodeOfError(error);
  if (exitCode === ExitCode.internal) throw error;
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = exitCode;
});
