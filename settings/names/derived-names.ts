import { createHash } from "node:crypto";
import { parseAddress } from "./addresses";
import { declaredDomain } from "./domain-names";
import { fillTemplate } from "./local-names";
import { identityNameOf } from "./subdomains";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
const MAX_QUEUE_NAME_CHARACTERS = 80;
export const DEFAULT_BUCKET = "{domain}-mail-stocker";
export const DEFAULT_MAILDIR = "/home/{user}/Maildir";
export const DEFAULT_RULE_NAME = "{local}_{domain}";

/**
 * The bucket of the first region, or of `furtherRegion`. The name of the first region's bucket must not change when a region is
 * appended, because mail may wait there.
 */
export function bucketName(template: string, firstDomain: string, furtherRegion?: string): string {
  const first = fillTemplate(template, { domain: identityNameOf(declaredDomain(firstDomain)) });
  return furtherRegion === undefined ? first : `${first}-${furtherRegion}`;
}

/**
 * Names of queues and topics cannot have dots. The name is the same in every region, because each region is a separate
 * namespace.
 */
export const queueNameFor = (bucket: string): string => `${bucket.replaceAll(".", "-")}-envelopes`;

/** Host names have no underscores, so no two hosts get the same queue name. */
export const queueNameOfHost = (queue: string, host: string): string =>
  shortened(`${queue}-${host.replaceAll(".", "_")}`, MAX_QUEUE_NAME_CHARACTERS);

export const alertsNameFor = (bucket: string): string => `${bucket.replaceAll(".", "-")}-alerts`;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MAX_IAM_USER_NAME_CHARACTERS = 64;

/**
 * Name of the importer's IAM user. `host`: given if each host has a user of its own. IAM names are unique in an
 * account, across its regions and standbys.
 */
export function importerUserName(firstBucket: string, host?: string): string {
  const shared = `importer-${firstBucket}`;
  if (host === undefined) return shared.slice(0, MAX_IAM_USER_NAME_CHARACTERS);
  return shortened(`${shared}-${host}`, MAX_IAM_USER_NAME_CHARACTERS);
}

/** Shortens a name so that names which differ only after `maxCharacters` stay different. */
function shortened(name: string, maxCharacters: number): string {
  if (name.length <= maxCharacters) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, maxCharacters - 9)}-${digest}`;
}

/** The last part of an alarm's name; `host`: the host that reads the queue. */
export const unreadQueueAlarm = ({ host }: { readonly host: string | undefined }): string =>
  host === undefined ? "unread-queue" : `unread-queue-${host}`;

/** The domain of a mailbox's first address; a bare local part belongs to the only domain. */
export function domainOf(firstAddress: string, onlyDomain: string): string {
  return parseAddress(firstAddress).domain ?? declaredDomain(onlyDomain);
}
