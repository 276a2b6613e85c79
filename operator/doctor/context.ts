import type { Machine } from "../../importer/machine/machine";
import type { Settings } from "../../settings/model";
import type { AwsLookups } from "./aws/aws-lookups";
import type { DnsLookups } from "./dns/dns-lookups";
import type { HomeLookups } from "./home/home-lookups";

/** The input of the checks. */
export interface DoctorContext {
  readonly settings: Settings;
  readonly dns: DnsLookups;
  readonly aws: AwsLookups;
  readonly home: HomeLookups;
  readonly machine: Machine;
  /** The directory below which all files of this machine are; empty: the root directory. */
  readonly root: string;
  /** The address to which the canary sends its message; `undefined`: not given. */
  readonly canaryAddress?: string;
}
