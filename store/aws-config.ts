import { booleanSelector, loadConfig, SelectorType } from "@smithy/core/config";
import { messageOf } from "../lib/errors";
import { readRegularFile } from "../lib/regular-file";

/**
 * How to connect to AWS, from the environment and the profile of the AWS CLI, without the credentials (see
 * credentials.ts).
 */
export interface AwsConfig {
  /** URL of an S3 server other than Amazon's. */
  readonly endpoint: string | undefined;
  /** Certificate authorities to trust instead of Node's. */
  readonly certificateAuthorities: Buffer | undefined;
}

/**
 * Reads AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_CA_BUNDLE and the profile's `endpoint_url` (its own, or that of its services
 * section) and `ca_bundle` (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html, …/feature-gen-config.html).
 * @param endpoint the endpoint of the command line, which takes precedence
 */
export async function loadAwsConfig(endpoint: string | undefined): Promise<AwsConfig> {
  return { endpoint: endpoint ?? (await configuredEndpoint()), certificateAuthorities: await readCaBundle() };
}

async function configuredEndpoint(): Promise<string | undefined> {
  const isIgnored = await loadConfig({
    environmentVariableSelector: (env) => booleanSelector(env, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", SelectorType.ENV),
    configFileSelector: (profile) => booleanSelector(profile, "ignore_configured_endpoint_urls", SelectorType.CONFIG),
    default: false,
  })();
  if (isIgnored) return undefined;
  return loadConfig<string | undefined>({
    environmentVariableSelector: (env) => env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined,
    configFileSelector: (profile, file) => {
      const services = profile.services === undefined ? undefined : file?.[`services.${profile.services}`];
      return services?.["s3.endpoint_url"] ?? profile.endpoint_url;
    },
    default: undefined,
  })();
}

async function readCaBundle(): Promise<Buffer | undefined> {
  const file = await loadConfig<string | undefined>({
    environmentVariableSelector: (env) => env.AWS_CA_BUNDLE || undefined,
    configFileSelector: (profile) => profile.ca_bundle,
    default: undefined,
  })();
  if (file === undefined) return undefined;
  try {
    return readRegularFile(file);
  } catch (error) {
    throw new Error(`the certificate authorities of AWS_CA_BUNDLE: ${messageOf(error)}`, { cause: error });
  }
}
