import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Domain, Region, Settings } from "../settings/model";
import { identityNameOf, isWildcard } from "../settings/names/subdomains";
import { envelopeQueues } from "../settings/names/envelope-queues";
import { keyHolders, mailboxesOf } from "../settings/names/hosts";
import { alertsNameFor } from "../settings/names/derived-names";
import { Alerts, reportsExpiry } from "./alerts";
import { addBackend, addEmulatorBackend } from "./backend";
import { DomainDns } from "./domain-dns";
import { addEnvelopeQueues } from "./envelope-queues";
import { ImporterAccess } from "./importer-access";
import { MailBucket } from "./mail-bucket";
import { MailBucketPolicy } from "./mail-bucket-policy";
import { publishMxRecordSet } from "./mx-record-set";
import { queueArn } from "./policy-document";
import { addProvider } from "./provider";
import { ReceiptRules } from "./receipt-rules";
import { VerifiedDomain } from "./verified-domain";

export interface StandbyStackProps {
  readonly settings: Settings;

  /**
   * One of the settings' regions; the stack of the first region also has the resources that exist once, such as the MX
   * records.
   */
  readonly region: Region;

  /**
   * URL of an emulator that stands in for AWS.
   * @default - the real AWS
   */
  readonly endpoint?: string;
}

/** All AWS resources of one receiving region. */
export class StandbyStack extends TerraformStack {
  constructor(scope: Construct, { settings, region, endpoint }: StandbyStackProps) {
    super(scope, `standby-mx-${region.name}`);
    const isFirst = region === settings.regions[0];

    if (endpoint === undefined) addBackend(this, settings.state);
    else addEmulatorBackend(this);
    addProvider(this, { region: region.name, endpoint });
    const account = new DataAwsCallerIdentity(this, "account").accountId;

    const bucket = new MailBucket(this, "mail-bucket", {
      name: region.bucket,
      retention: settings.retention,
      preventDestroy: settings.preventDestroy,
      publishesEvents: settings.alerts !== undefined && reportsExpiry(settings.alerts, settings.retention),
    });
    const policy = new MailBucketPolicy(this, "mail-bucket-policy", {
      bucket,
      region,
      account,
      ruleSet: settings.ruleSet,
      mailboxes: settings.mailboxes,
      endpoint,
    });
    const queues = addEnvelopeQueues(this, { settings, region: region.name, account });
    const rules = new ReceiptRules(this, "receipt-rules", {
      ruleSet: settings.ruleSet,
      mailboxes: settings.mailboxes,
      tlsPolicy: settings.tlsPolicy,
      activate: settings.manageActiveRuleSet,
      bucketName: bucket.bucketName,
      topicOf: ({ host }) => (queues.get(host) ?? queues.get(undefined))?.topicArn,
      permissions: [policy.resource, ...[...queues.values()].flatMap(({ ready }) => ready)],
    });

    if (settings.alerts) {
      new Alerts(this, "alerts", {
        name: alertsNameFor(region.bucket),
        alerts: settings.alerts,
        region: region.name,
        account,
        ruleSet: settings.ruleSet,
        bucketName: bucket.bucketName,
        envelopeQueues: envelopeQueues(settings),
        retention: settings.retention,
      });
    }

    const zones = settings.domains.map((domain) => ({
      domain,
      dns: new DomainDns(this, `dns-${domain.name}`, domain),
    }));
    const identities = new Map<string, VerifiedDomain>();
    // A domain comes before a wildcard below it, because both share one identity, whose records belong into the
    // domain's zone.
    for (const { domain, dns } of [...zones].sort((a, b) => wildcardsLast(a.domain, b.domain))) {
      const identity = identityNameOf(domain.name);
      if (identities.has(identity)) continue;
      const props = { domain: identity, dns, region: region.name, publishToken: isFirst };
      identities.set(identity, new VerifiedDomain(this, `identity-${identity}`, props));
    }
    for (const { domain, dns } of isFirst ? zones : []) {
      const verified = identities.get(identityNameOf(domain.name))?.verified ?? [];
      publishMxRecordSet({ domain, dns, regions: settings.regions, after: [...rules.inForce, ...verified] });
    }

    if (isFirst) {
      const [first, ...others] = settings.regions;
      new ImporterAccess(this, "importer-access", {
        buckets: [first.bucket, ...others.map(({ bucket }) => bucket)],
        keys: keyHolders(settings).map((host) => ({
          host,
          mailboxes: mailboxesOf({ ...settings, host }),
          queues: envelopeQueues(settings)
            .filter((queue) => host === undefined || queue.host === undefined || queue.host === host)
            .flatMap((queue) => settings.regions.map(({ name }) => queueArn(name, account, queue.name))),
        })),
        account,
        isBounded: settings.importer.permissionsBoundary,
      });
    }
  }
}

const wildcardsLast = (a: Domain, b: Domain): number => Number(isWildcard(a.name)) - Number(isWildcard(b.name));
