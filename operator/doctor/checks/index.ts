import type { Check } from "../model";
import { alertsAlarms } from "./aws/alerts-alarms";
import { alertsSubscribed } from "./aws/alerts-subscribed";
import { awsAccess } from "./aws/aws-access";
import { bucketExists } from "./aws/bucket-exists";
import { bucketLifecycle } from "./aws/bucket-lifecycle";
import { bucketPrivate } from "./aws/bucket-private";
import { bucketVersioning } from "./aws/bucket-versioning";
import { sesAccepts } from "./aws/ses-accepts";
import { sesDkim } from "./aws/ses-dkim";
import { sesIdentity } from "./aws/ses-identity";
import { sesIpFilters } from "./aws/ses-ip-filters";
import { sesRefuses } from "./aws/ses-refuses";
import { sesRuleSet } from "./aws/ses-rule-set";
import { sesRules } from "./aws/ses-rules";
import { unclaimedMail } from "./aws/unclaimed-mail";
import { alertAddresses } from "./dns/alert-addresses";
import { canary } from "./dns/canary";
import { dane } from "./dns/dane";
import { dnsAuthority } from "./dns/dns-authority";
import { dnsResolvers } from "./dns/dns-resolvers";
import { labels } from "./dns/labels";
import { mtaStsPolicy } from "./dns/mta-sts-policy";
import { mtaStsRecord } from "./dns/mta-sts-record";
import { mxAddresses } from "./dns/mx-addresses";
import { mxHostAddress } from "./dns/mx-host-address";
import { mxHostName } from "./dns/mx-host-name";
import { mxOrder } from "./dns/mx-order";
import { mxPrimary } from "./dns/mx-primary";
import { mxRecords } from "./dns/mx-records";
import { mxStandby } from "./dns/mx-standby";
import { mxTtl } from "./dns/mx-ttl";
import { standbyHostResolves } from "./dns/standby-host";
import { standbyProbe } from "./dns/standby-probe";
import { tlsRpt } from "./dns/tls-rpt";
import { clock } from "./home/clock";
import { heldMail } from "./home/held-mail";
import { homeMachine } from "./home/home-machine";
import { importerKey } from "./home/importer-key";
import { importerMayDelete } from "./home/importer-may-delete";
import { journal } from "./home/journal";
import { lastRun } from "./home/last-run";
import { mailboxDestination } from "./home/mailbox-destination";
import { mailboxFileSystem } from "./home/mailbox-file-system";
import { mailboxMaildir } from "./home/mailbox-maildir";
import { mailboxSpace } from "./home/mailbox-space";
import { nodeVersion } from "./home/node-version";
import { postfixConfig } from "./home/postfix-config";
import { postfixDelimiter } from "./home/postfix-delimiter";
import { postfixGreylisting } from "./home/postfix-greylisting";
import { postfixPostscreen } from "./home/postfix-postscreen";
import { postfixSizeLimit } from "./home/postfix-size-limit";
import { postfixVerification } from "./home/postfix-verification";
import { primaryAddresses } from "./home/primary-addresses";
import { schedule } from "./home/schedule";
import { stateDirectory } from "./home/state-directory";
import { unitPaths } from "./home/unit-paths";
import { waiting } from "./home/waiting";

/** All checks, in the order in which they are shown. */
export const allChecks: readonly Check[] = [
  dnsResolvers,
  dnsAuthority,
  mxRecords,
  mxStandby,
  mxPrimary,
  mxOrder,
  mxHostName,
  mxHostAddress,
  mxAddresses,
  mxTtl,
  standbyHostResolves,
  standbyProbe,
  canary,
  mtaStsRecord,
  mtaStsPolicy,
  tlsRpt,
  dane,
  labels,
  alertAddresses,
  awsAccess,
  bucketExists,
  sesIdentity,
  sesDkim,
  sesRuleSet,
  sesRules,
  sesAccepts,
  sesRefuses,
  sesIpFilters,
  bucketVersioning,
  bucketPrivate,
  bucketLifecycle,
  unclaimedMail,
  alertsSubscribed,
  alertsAlarms,
  homeMachine,
  nodeVersion,
  importerKey,
  importerMayDelete,
  clock,
  mailboxMaildir,
  mailboxFileSystem,
  mailboxSpace,
  mailboxDestination,
  unitPaths,
  stateDirectory,
  journal,
  schedule,
  lastRun,
  waiting,
  heldMail,
  postfixConfig,
  primaryAddresses,
  postfixSizeLimit,
  postfixDelimiter,
  postfixGreylisting,
  postfixPostscreen,
  postfixVerification,
];
