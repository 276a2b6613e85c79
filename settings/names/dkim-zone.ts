/**
 * The receiving regions with a DKIM zone of their own, as of 2026-11:
 * https://docs.aws.amazon.com/general/latest/gr/ses.html#ses_dkim_domains
 */
const REGIONS_WITH_OWN_DKIM_ZONE = ["af-south-1", "ap-northeast-3", "ap-southeast-3", "eu-south-1", "il-central-1"];

/** The zone in which SES publishes the DKIM keys that a region's CNAMEs point at. */
export function dkimZone(region: string): string {
  return REGIONS_WITH_OWN_DKIM_ZONE.includes(region) ? `dkim.${region}.amazonses.com` : "dkim.amazonses.com";
}
