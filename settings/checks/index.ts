import { addressesOfDomains, addressesOfOneMailbox, labelledAddresses, soundAliases } from "./addresses";
import { bucketNames, stateBucket } from "./buckets";
import type { SettingsCheck } from "./check";
import {
  aliasedDomains,
  distinctDomains,
  distinctHosts,
  distinctRegions,
  hostedZones,
  standbyLast,
  wildcardCatchAlls,
} from "./domains";
import { hostOfEach, hostsToldApart, keysOfHosts } from "./hosts";
import { catchAllUsers, distinctMaildirs, distinctUsers, separateMaildirs, separateStateDirectory } from "./mailboxes";
import {
  distinctRuleNames,
  separatePrefixes,
  soundPrefixes,
  soundRuleNames,
  tooManyRules,
  withoutAddress,
} from "./rules";
import {
  addressOfOneUser,
  envelopesOfOneRule,
  envelopesOfSeveral,
  recipientsOfOneServer,
} from "./recipients-of-servers";
import { alertsOnOwnDomain, shortWait, withoutPostmaster } from "./warnings";

/** Faults between values that are each valid. */
export const checks: readonly SettingsCheck[] = [
  distinctRegions,
  distinctDomains,
  distinctHosts,
  standbyLast,
  hostedZones,
  aliasedDomains,
  wildcardCatchAlls,
  distinctUsers,
  hostOfEach,
  hostsToldApart,
  keysOfHosts,
  distinctMaildirs,
  separateMaildirs,
  separateStateDirectory,
  catchAllUsers,
  soundAliases,
  addressesOfDomains,
  addressesOfOneMailbox,
  labelledAddresses,
  withoutAddress,
  soundRuleNames,
  soundPrefixes,
  distinctRuleNames,
  separatePrefixes,
  tooManyRules,
  envelopesOfSeveral,
  envelopesOfOneRule,
  recipientsOfOneServer,
  addressOfOneUser,
  bucketNames,
  stateBucket,
];

/** Settings that are allowed, but probably not intended. */
export const warnings: readonly SettingsCheck[] = [withoutPostmaster, shortWait, alertsOnOwnDomain];
