import { declaredDomain } from "../../settings/names/domain-names";

/** The form in which addresses are compared: lower case, the domain in A-labels. */
export function canonicalAddress(address: string): string {
  const { localPart, domain } = splitAddress(address);
  return domain === undefined ? localPart.toLowerCase() : `${localPart.toLowerCase()}@${declaredDomain(domain)}`;
}

/** Splits an address at the last `@`: a quoted local part may contain another. */
export function splitAddress(address: string): { readonly localPart: string; readonly domain: string | undefined } {
  const at = address.lastIndexOf("@");
  if (at < 0) return { localPart: address, domain: undefined };
  return { localPart: address.slice(0, at), domain: address.slice(at + 1) };
}
