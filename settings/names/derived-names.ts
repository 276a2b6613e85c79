import { parseAddress } from "./addresses";
import { toALabels } from "./domain-names";
import { fillTemplate } from "./local-names";

export const defaultBucket = "{domain}-mail-stocker";
export const defaultMaildir = "/home/{user}/Maildir";

/**
 * The bucket of the first region, or of the further region given: the first one's never changes its name when a region
 * is appended, because mail may be waiting in it.
 */
export function bucketName(template: string, firstDomain: string, furtherRegion?: string): string {
  const first = fillTemplate(template, { domain: toALabels(firstDomain) });
  return furtherRegion === undefined ? first : `${first}-${furtherRegion}`;
}

/** The domain of a mailbox's first address; a bare local part belongs to the only domain. */
export function domainOf(firstAddress: string, onlyDomain: string): string {
  return parseAddress(firstAddress).domain ?? toALabels(onlyDomain);
}

export const ruleNameFor = (user: string, domain: string): string => `${user}_${domain}`;
