import type { ImportRunOptions } from "../../../../fixtures/host/command-host";
import { s3Environment } from "../../../../fixtures/s3/s3-server";

/** Ends a run that hangs, so that it does not delay the other tests. */
const MAX_RUN_MS = 30_000;

/** Options of an import from this S3 server, with one attempt a request; without `endpoint`: the server of `env`. */
export function fromS3(
  endpoint: string | undefined,
  env: NodeJS.ProcessEnv = {},
  args: readonly string[] = [],
): ImportRunOptions {
  const { AWS_ENDPOINT_URL_S3, ...credentials } = s3Environment(endpoint ?? "");
  const server = endpoint !== undefined && { AWS_ENDPOINT_URL_S3 };
  return {
    args: ["--store", "s3", ...args],
    env: { AWS_MAX_ATTEMPTS: "1", ...credentials, ...server, ...env },
    timeout: MAX_RUN_MS,
  };
}
