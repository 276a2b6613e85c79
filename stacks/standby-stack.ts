import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Region, Settings } from "../settings/model";
import { DnsRecords } from "./dns-records";
import { MailBucket } from "./mail-bucket";
import { MailBucketPolicy } from "./mail-bucket-policy";
import { mxRecord } from "./mx-record";
import { ReceiptRules } from "./receipt-rules";
import { VerifiedDomain } from "./verified-domain";

export interface StandbyStackProps {
  readonly settings: Settings;

  /** One of the settings' regions; the first of them also holds what exists once, such as the MX records. */
  readonly region: Region;
}

/** Everything that AWS gets in one receiving region. */
export class StandbyStack extends TerraformStack {
  constructor(scope: Construct, { settings, region }: StandbyStackProps) {
    super(scope, `standby-mx-${region.name}`);
    const isFirst = region === settings.regions[0];

    new LocalBackend(this, { path: "terraform.tfstate" });
    new AwsProvider(this, "aws", { region: region.name });
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
  }
}
