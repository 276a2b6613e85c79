import { addressesOfDomains, addressesOfOneMailbox, labelledAddresses, tooManyAddresses } from "./addresses";
import { mailBuckets, stateBucket } from "./buckets";
import type { Check } from "./check";
import { distinctDomains, distinctHosts, distinctRegions, hostedZones, standbyLast } from "./domains";
import { catchAllUser, distinctMaildirs, distinctUsers, separateMaildirs, separateStateDirectory } from "./mailboxes";
import { defaultRuleNames, distinctRuleNames, separatePrefixes, tooManyRules } from "./rules";
import { shortWait, withoutPostmaster } from "./warnings";

/** What makes a settings file wrong although each of its values is sound. */
export const checks: readonly Check[] = [
  distinctRegions,
  distinctDomains,
  distinctHosts,
  standbyLast,
  hostedZones,
  distinctUsers,
  distinctMaildirs,
  separateMaildirs,
  separateStateDirectory,
  catchAllUser,
  addressesOfDomains,
  addressesOfOneMailbox,
  labelledAddresses,
  tooManyAddresses,
  defaultRuleNames,
  distinctRuleNames,
  separatePrefixes,
  tooManyRules,
  mailBuckets,
  stateBucket,
];

/** What is allowed, but probably not meant. */
export const warnings: readonly Check[] = [withoutPostmaster, shortWait];
