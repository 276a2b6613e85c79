/** `.example.org` stands for every subdomain of example.org, as in a recipient condition of SES. */
export const isWildcard = (domain: string): boolean => domain.startsWith(".");

/** The domain that is verified with SES: an identity covers its subdomains too. */
export const identityNameOf = (domain: string): string => domain.replace(/^\./, "");

/** The owner name of the domain's MX record set; a wildcard is written as in RFC 4592. */
export const mxNameOf = (domain: string): string => domain.replace(/^\./, "*.");

/** Whether `declared`, which may be a wildcard, covers a domain. */
export const domainCovers = (declared: string, domain: string): boolean =>
  isWildcard(declared) ? domain.endsWith(declared) : domain === declared;
