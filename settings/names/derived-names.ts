import { parseAddress } from "./addresses";
import { declaredDomain } from "./domain-names";
import { fillTemplate } from "./local-names";
import { identityNameOf } from "./subdomains";

export const DEFAULT_BUCKET = "{domain}-mail-stocker";
export const DEFAULT_MAILDIR = "/home/{user}/Maildir";
export const DEFAULT_RULE_NAME = "{local}_{domain}";

/**
 * The bucket of the first region, or of the further region given: the first one's never changes its name when a region
 * is appended, because mail may be waiting in it.
 */
export function bucketName(template: string, firstDomain: string, furtherRegion?: string): string {
  const first = fillTemplate(template, { domain: identityNameOf(declaredDomain(firstDomain)) });
  return furtherRegion === undefined ? first : `${first}-${furtherRegion}`;
}

/** Names of queues and topics have no dots. The same in every region, as each region has names of its own. */
export const queueNameFor = (bucket: string): string => `${bucket.replaceAll(".", "-")}-envelopes`;

export const alertsNameFor = (bucket: string): string => `${bucket.replaceAll(".", "-")}-alerts`;

/** The domain of a mailbox's first address; a bare local part belongs to the only domain. */
export function domainOf(firstAddress: string, onlyDomain: string): string {
  return parseAddress(firstAddress).domain ?? declaredDomain(onlyDomain);
}
