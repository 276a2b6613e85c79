import type {
  GetIdentityDkimAttributesCommandInput,
  GetIdentityVerificationAttributesCommandInput,
  ListIdentitiesCommandInput,
  SESClientConfig,
} from "@aws-sdk/client-ses";
import type { ListSubscriptionsByTopicCommandInput, PublishCommandInput, SNSClientConfig } from "@aws-sdk/client-sns";
import type { STSClientConfig } from "@aws-sdk/client-sts";
import { credentials } from "../store/credentials";
import { ReopenedClient } from "./reopened-client";

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
  const ses = new ReopenedClient(() => new SESClient({ ...config, credentials: credentials() }));
  return {
    region: () => ses.current.config.region(),
    describeActiveReceiptRuleSet: () =>
      ses.request((client, options) => client.send(new DescribeActiveReceiptRuleSetCommand({}), options)),
    getIdentityDkimAttributes: (input: GetIdentityDkimAttributesCommandInput) =>
      ses.request((client, options) => client.send(new GetIdentityDkimAttributesCommand(input), options)),
    getIdentityVerificationAttributes: (input: GetIdentityVerificationAttributesCommandInput) =>
      ses.request((client, options) => client.send(new GetIdentityVerificationAttributesCommand(input), options)),
    listIdentities: (input: ListIdentitiesCommandInput) =>
      ses.request((client, options) => client.send(new ListIdentitiesCommand(input), options)),
    listReceiptFilters: () => ses.request((client, options) => client.send(new ListReceiptFiltersCommand({}), options)),
    destroy: () => ses.close(),
  };
}

export async function openSns(config: SNSClientConfig) {
  const { SNSClient, ListSubscriptionsByTopicCommand, PublishCommand } = await import("@aws-sdk/client-sns");
  const sns = new ReopenedClient(() => new SNSClient({ ...config, credentials: credentials() }));
  return {
    listSubscriptionsByTopic: (input: ListSubscriptionsByTopicCommandInput) =>
      sns.request((client, options) => client.send(new ListSubscriptionsByTopicCommand(input), options)),
    publish: (input: PublishCommandInput) =>
      sns.request((client, options) => client.send(new PublishCommand(input), options)),
    destroy: () => sns.close(),
  };
}

export async function openSts(config: STSClientConfig) {
  const { STSClient, GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const sts = new ReopenedClient(() => new STSClient({ ...config, credentials: credentials() }));
  return {
    getCallerIdentity: () => sts.request((client, options) => client.send(new GetCallerIdentityCommand({}), options)),
    destroy: () => sts.close(),
  };
}
