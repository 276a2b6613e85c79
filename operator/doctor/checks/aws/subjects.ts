import type { Domain, Region, Settings } from "../../../../settings/model";
import { identityNameOf } from "../../../../settings/names/subdomains";
import type { DoctorContext } from "../../context";

/** Subjects that name a domain in a region, such as `example.org in eu-west-1`. */
export function domainsInRegions({ settings }: DoctorContext): readonly string[] {
  return settings.regions.flatMap((region) => identitiesOf(settings).map((domain) => toSubject(domain, region)));
}

export function domainInRegion({ settings }: DoctorContext, subject: string): { domain: Domain; region: Region } {
  for (const region of settings.regions) {
    for (const domain of identitiesOf(settings)) if (toSubject(domain, region) === subject) return { domain, region };
  }
  throw new Error(`the settings have no ${subject}`);
}

export function regionNamed({ settings }: DoctorContext, name: string): Region {
  const region = settings.regions.find((candidate) => candidate.name === name);
  if (!region) throw new Error(`the settings have no region ${name}`);
  return region;
}

export function bucketSubjects({ settings }: DoctorContext): readonly string[] {
  return settings.regions.map(({ bucket }) => bucket);
}

export function regionOfBucket({ settings }: DoctorContext, bucket: string): Region {
  const region = settings.regions.find((candidate) => candidate.bucket === bucket);
  if (!region) throw new Error(`the settings have no bucket ${bucket}`);
  return region;
}

/** The domains that are verified with SES: an identity includes all subdomains. */
function identitiesOf({ domains }: Settings): Domain[] {
  const identities = new Map<string, Domain>();
  for (const domain of domains) {
    const name = identityNameOf(domain.name);
    if (!identities.has(name) || domain.name === name) identities.set(name, { ...domain, name });
  }
  return [...identities.values()];
}

const toSubject = (domain: Domain, region: Region): string => `${domain.name} in ${region.name}`;
