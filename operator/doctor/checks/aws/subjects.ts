import type { Domain, Region } from "../../../../settings/model";
import type { DoctorContext } from "../../context";

/** A subject that names a domain in a region, as `example.org in eu-west-1`. */
export function domainsInRegions({ settings }: DoctorContext): readonly string[] {
  return settings.regions.flatMap((region) => settings.domains.map((domain) => toSubject(domain, region)));
}

export function domainInRegion({ settings }: DoctorContext, subject: string): { domain: Domain; region: Region } {
  for (const region of settings.regions) {
    for (const domain of settings.domains) if (toSubject(domain, region) === subject) return { domain, region };
  }
  throw new Error(`the settings have no ${subject}`);
}

export function regionNamed({ settings }: DoctorContext, name: string): Region {
  const region = settings.regions.find((candidate) => candidate.name === name);
  if (!region) throw new Error(`the settings have no region ${name}`);
  return region;
}

export function bucketNames({ settings }: DoctorContext): readonly string[] {
  return settings.regions.map(({ bucket }) => bucket);
}

export function regionOfBucket({ settings }: DoctorContext, bucket: string): Region {
  const region = settings.regions.find((candidate) => candidate.bucket === bucket);
  if (!region) throw new Error(`the settings have no bucket ${bucket}`);
  return region;
}

const toSubject = (domain: Domain, region: Region): string => `${domain.name} in ${region.name}`;
