import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Region, Settings } from "../settings/model";
import { addBackend, addEmulatorBackend } from "./backend";
import { DnsRecords } from "./dns-records";
import { ImporterAccess } from "./importer-access";
import { MailBucket } from "./mail-bucket";
import { MailBucketPolicy } from "./mail-bucket-policy";
import { mxRecord } from "./mx-record";
import { addProvider } from "./provider";
import { ReceiptRules } from "./receipt-rules";
import { VerifiedDomain } from "./verified-domain";

export interface StandbyStackProps {
  readonly settings: Settings;

  /** One of the settings' regions; the first of them also holds what exists once, such as the MX records. */
  readonly region: Region;

  /**
   * URL of an emulator that is to be taken for AWS.
   * @default - the real AWS
   */
  readonly endpoint?: string;
}

/** Everything that AWS gets in one receiving region. */
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
    });
    const policy = new MailBucketPolicy(this, "mail-bucket-policy", {
      bucket,
      region,
      account,
      ruleSet: settings.ruleSet,
      mailboxes: settings.mailboxes,
    });
    new ReceiptRules(this, "receipt-rules", {
      ruleSet: settings.ruleSet,
      mailboxes: settings.mailboxes,
      domains: settings.domains,
      catchAll: settings.catchAll,
      tlsPolicy: settings.tlsPolicy,
      activate: settings.manageActiveRuleSet,
      bucketName: bucket.bucketName,
      bucketPolicy: policy.resource,
    });

    for (const domain of settings.domains) {
      const identity = new VerifiedDomain(this, `identity-${domain.name}`, {
        domain: domain.name,
        region: region.name,
      });
      const existOnce = isFirst ? [identity.verificationRecord, mxRecord(domain, settings.regions)] : [];
      new DnsRecords(this, `dns-${domain.name}`, { domain, records: [...identity.dkimRecords, ...existOnce] });
    }

    if (isFirst) {
      const [first, ...others] = settings.regions;
      new ImporterAccess(this, "importer-access", {
        buckets: [first.bucket, ...others.map(({ bucket }) => bucket)],
        mailboxes: settings.mailboxes,
      });
    }
  }
}
