import type { SES } from "@aws-sdk/client-ses";
import type { SNS } from "@aws-sdk/client-sns";
import type { STS } from "@aws-sdk/client-sts";
import { quietSdk } from "../lib/quiet-sdk";
import { BucketConfiguration } from "../store/bucket-configuration";

/** The services that an endpoint needs when its rules come from the SES API. */
export interface AwsClients {
  readonly s3: BucketConfiguration;
  readonly ses: SES;
  readonly sns: SNS;
  readonly sts: STS;
  /** Whether this is not AWS itself. */
  readonly emulated: boolean;
  close(): void;
}

export interface AwsOptions {
  /** Default: the region that every AWS tool finds (AWS_REGION, the profile). */
  readonly region?: string;
  /** An emulator's URL. Default: AWS, or what AWS_ENDPOINT_URL says. */
  readonly endpoint?: string;
}

/** Loads the SDK's clients here, a quarter of a second that an endpoint with rules from a file saves. */
export async function openAws({ region, endpoint }: AwsOptions): Promise<AwsClients> {
  quietSdk();
  const [{ SES }, { SNS }, { STS }] = await Promise.all([
    import("@aws-sdk/client-ses"),
    import("@aws-sdk/client-sns"),
    import("@aws-sdk/client-sts"),
  ]);
  const url = endpoint ?? process.env.AWS_ENDPOINT_URL;
  const emulated = url !== undefined;
  const config = { region, endpoint: url };
  const ses = new SES(config);
  const s3 = new BucketConfiguration(() => ses.config.region(), url);
  const clients = { s3, ses, sns: new SNS(config), sts: new STS(config) };
  return { ...clients, emulated, close: () => Object.values(clients).forEach((client) => client.destroy()) };
}
