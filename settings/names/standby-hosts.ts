import type { Domain, PrimaryHost, Region } from "../model";

/** https://docs.aws.amazon.com/general/latest/gr/ses.html, "Email receiving endpoints". */
export const standbyHost = (region: string): string => `inbound-smtp.${region}.amazonaws.com`;

/** The standby's MX hosts of a domain, in the order in which senders try them. */
export function standbyHosts(
  { standbyPreference }: Pick<Domain, "standbyPreference">,
  regions: readonly Pick<Region, "name">[],
): readonly PrimaryHost[] {
  return regions.map(({ name }, index) => ({ host: standbyHost(name), preference: standbyPreference + index }));
}
