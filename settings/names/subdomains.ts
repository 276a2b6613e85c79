/** `.example.org` stands for every subdomain of example.org, as in a recipient condition of SES. */
export const isWildcard = (domain: string): boolean => domain.startsWith(".");

/** The domain that is verified with SES: an identity covers its subdomains too. */
export const identityNameOf = (domain: string): string => domain.replace(/^\./, "");

/** Whose MX record set sends mail to the domain; RFC 4592 for the wildcard. */
export const mxNameOf = (domain: string): string => domain.replace(/^\./, "*.");

/** Whether an address of one domain is an address of another one, which may be a wildcard. */
export const domainCovers = (declared: string, domain: string): boolean =>
  isWildcard(declared) ? domain.endsWith(declared) : domain === declared;
