/**
 * Whether SES receives mail for a domain: the domain, or a parent domain, is a verified identity of the region.
 * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 */
export function isVerified(identities: readonly string[], domain: string): boolean {
  return identities.some((identity) => domain === identity || domain.endsWith(`.${identity}`));
}
