import { dkimZone } from "../../settings/names/dkim-zone";
import { awsFailure } from "../doctor/aws/aws-failure";
import type { AwsLookups } from "../doctor/aws/aws-lookups";
import { type IdentityStatus, type TokensMissing, TTL_S, type WantedRecord } from "./model";

/** The records by which SES verifies a domain, and the domain's status in SES. */
export interface IdentityRecords extends IdentityStatus {
  readonly records: readonly WantedRecord[];
}

export interface IdentityQuestion {
  readonly domain: string;
  readonly region: string;
  /**
   * Whether this is the first region. Only the TXT record of the first region is published, because the records of all
   * regions have the same name.
   */
  readonly isFirst: boolean;
  readonly publishedBy: "terraform" | "hand";
}

/** Asks SES for the tokens of a domain. */
export async function identityRecords(aws: AwsLookups, question: IdentityQuestion): Promise<IdentityRecords> {
  const { domain, region, isFirst } = question;
  try {
    const [dkim, identity] = await Promise.all([aws.dkim(region, domain), aws.identity(region, domain)]);
    if (identity === undefined) {
      return { region, verification: "no-identity", tokensMissing: notDeployed(question), records: [] };
    }
    const records = [
      ...(dkim?.DkimTokens ?? []).map((token) => dkimRecord(token, question)),
      ...(isFirst && identity.token !== undefined ? [verificationRecord(identity.token, domain)] : []),
    ];
    const verification = identity.status === "Success" ? "verified" : "pending";
    const missing = records.some(({ purpose }) => purpose === "dkim") ? undefined : noTokens(question);
    return { region, verification, ...(missing === undefined ? {} : { tokensMissing: missing }), records };
  } catch (error) {
    const failure = awsFailure(error);
    if (!failure) throw error;
    return { region, verification: "unknown", tokensMissing: notAsked(failure.found, question), records: [] };
  }
}

function dkimRecord(token: string, { domain, region }: IdentityQuestion): WantedRecord {
  const name = `${token}._domainkey.${domain}`;
  return { purpose: "dkim", name, type: "CNAME", value: `${token}.${dkimZone(region)}`, ttl: TTL_S, optional: false };
}

function verificationRecord(token: string, domain: string): WantedRecord {
  const name = `_amazonses.${domain}`;
  return { purpose: "verification", name, type: "TXT", value: token, ttl: TTL_S, optional: false };
}

const DEPLOY = "npx cdktf deploy 'standby-mx-*'";

function notDeployed({ domain, region }: IdentityQuestion): TokensMissing {
  return { reason: `SES in ${region} does not have ${domain}`, advice: "deploy first:", commands: [DEPLOY] };
}

function noTokens({ domain, region }: IdentityQuestion): TokensMissing {
  return { reason: `SES in ${region} has no DKIM tokens of ${domain}`, advice: "deploy again:", commands: [DEPLOY] };
}

function notAsked(reason: string, { domain, region, publishedBy }: IdentityQuestion): TokensMissing {
  if (publishedBy === "hand") {
    return {
      reason,
      advice: "where you deploy, write the outputs of the stack into a file, and name that file here:",
      commands: [
        "npx cdktf output 'standby-mx-*' --outputs-file outputs.json",
        "standby-mx dns --outputs outputs.json",
      ],
    };
  }
  return {
    reason,
    advice: "the deployment publishes them; to see them, ask SES where you have credentials:",
    commands: [
      `aws ses get-identity-dkim-attributes --region ${region} --identities ${domain}`,
      `aws ses get-identity-verification-attributes --region ${region} --identities ${domain}`,
    ],
  };
}
