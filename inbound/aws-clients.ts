import { quietSdk } from "../lib/quiet-sdk";
import { BucketConfiguration } from "../store/bucket-configuration";
import { openSes, openSns, openSts, type Ses, type Sns, type Sts } from "./aws-services";

/** The services that an endpoint needs when its rules come from the SES API. */
export interface AwsClients {
  readonly s3: BucketConfiguration;
  readonly ses: Ses;
  readonly sns: Sns;
  readonly sts: Sts;
  /** Whether the clients talk to an emulator instead of AWS. */
  readonly emulated: boolean;
  close(): void;
}

export interface AwsOptions {
  /** Default: the region that every AWS tool finds (AWS_REGION, the profile). */
  readonly region?: string;
  /** An emulator's URL. Default: AWS, or what AWS_ENDPOINT_URL says. */
  readonly endpoint?: string;
}

/**
 * Loads the SDK's clients only when called, because loading takes a quarter of a second, which an endpoint with rules
 * from a file saves.
 */
export async function openAws({ region, endpoint }: AwsOptions): Promise<AwsClients> {
  quietSdk();
  const url = endpoint ?? process.env.AWS_ENDPOINT_URL;
  const emulated = url !== undefined;
  const config = { region, endpoint: url };
  const [ses, sns, sts] = await Promise.all([openSes(config), openSns(config), openSts(config)]);
  const s3 = new BucketConfiguration(() => ses.region(), url);
  const clients = { s3, ses, sns, sts };
  return { ...clients, emulated, close: () => Object.values(clients).forEach((client) => client.destroy()) };
}
