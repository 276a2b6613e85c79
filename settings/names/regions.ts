import { suggest } from "./suggest";
import type { ValueRule } from "../problem";

/**
 * The 22 regions in which SES receives mail, as of 2026-11-24; their endpoints are
 * `inbound-smtp.<region>.amazonaws.com`. Sources: "Email receiving endpoints" of
 * https://docs.aws.amazon.com/general/latest/gr/ses.html, as far as that page could be read, and endpoints seen in real
 * MX records. No source names these regions; they follow only by subtraction from the number of regions: af-south-1,
 * ap-northeast-2, ap-northeast-3, eu-south-1, eu-west-3, il-central-1, me-south-1.
 */
export const RECEIVING_REGIONS = [
  "af-south-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-south-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "il-central-1",
  "me-south-1",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
] as const;

/** Regions in which SES sends but does not receive, by the same source and date. */
const SENDING_ONLY_REGIONS = ["ap-south-2", "ap-southeast-5", "ca-west-1", "eu-central-2", "me-central-1"];

export const regionRule: ValueRule = (name) => {
  if ((RECEIVING_REGIONS as readonly string[]).includes(name)) return undefined;
  const { expected, advice } = suggest(RECEIVING_REGIONS, name);
  if (SENDING_ONLY_REGIONS.includes(name))
    return { expected, advice: `SES only sends from ${name}, it receives nothing there` };
  return { expected, advice: advice ?? "SES receives in these regions only" };
};
