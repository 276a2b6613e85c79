import type {
  GetIdentityDkimAttributesCommandInput,
  GetIdentityVerificationAttributesCommandInput,
  ListIdentitiesCommandInput,
  SESClientConfig,
} from "@aws-sdk/client-ses";
import type { ListSubscriptionsByTopicCommandInput, PublishCommandInput, SNSClientConfig } from "@aws-sdk/client-sns";
import type { STSClientConfig } from "@aws-sdk/client-sts";

// Only the requests that are used: the SDK's classes SES, SNS and STS contain all requests of these services, 130 kB
// more.

export type Ses = Awaited<ReturnType<typeof openSes>>;
export type Sns = Awaited<ReturnType<typeof openSns>>;
export type Sts = Awaited<ReturnType<typeof openSts>>;

export async function openSes(config: SESClientConfig) {
  const {
    SESClient,
    DescribeActiveReceiptRuleSetCommand,
    GetIdentityDkimAttributesCommand,
    GetIdentityVerificationAttributesCommand,
    ListIdentitiesCommand,
    ListReceiptFiltersCommand,
  } = await import("@aws-sdk/client-ses");
  const client = new SESClient(config);
  return {
    region: () => client.config.region(),
    describeActiveReceiptRuleSet: () => client.send(new DescribeActiveReceiptRuleSetCommand({})),
    getIdentityDkimAttributes: (input: GetIdentityDkimAttributesCommandInput) =>
      client.send(new GetIdentityDkimAttributesCommand(input)),
    getIdentityVerificationAttributes: (input: GetIdentityVerificationAttributesCommandInput) =>
      client.send(new GetIdentityVerificationAttributesCommand(input)),
    listIdentities: (input: ListIdentitiesCommandInput) => client.send(new ListIdentitiesCommand(input)),
    listReceiptFilters: () => client.send(new ListReceiptFiltersCommand({})),
    destroy: () => client.destroy(),
  };
}

export async function openSns(config: SNSClientConfig) {
  const { SNSClient, ListSubscriptionsByTopicCommand, PublishCommand } = await import("@aws-sdk/client-sns");
  const client = new SNSClient(config);
  return {
    listSubscriptionsByTopic: (input: ListSubscriptionsByTopicCommandInput) =>
      client.send(new ListSubscriptionsByTopicCommand(input)),
    publish: (input: PublishCommandInput) => client.send(new PublishCommand(input)),
    destroy: () => client.destroy(),
  };
}

export async function openSts(config: STSClientConfig) {
  const { STSClient, GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const client = new STSClient(config);
  return {
    getCallerIdentity: () => client.send(new GetCallerIdentityCommand({})),
    destroy: () => client.destroy(),
  };
}
