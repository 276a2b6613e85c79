import { parseAddress, type Address } from "./address";
import { undocumented } from "./undocumented";

/**
 * Whether a recipient condition of a receipt rule covers an envelope recipient:
 * `user@example.com` that address and every labelled form of it (`user+label@example.com`), `user+label@example.com` that
 * label alone, `example.com` every address of exactly that domain, `.example.com` every address of its subdomains.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
 */
export function matchesCondition(condition: string, recipient: Address): boolean {
  if (condition.includes("@")) {
    const wanted = parseAddress(condition);
    return wanted !== undefined && wanted.domain === recipient.domain && coversLocalPart(wanted.localPart, recipient);
  }
  const domain = condition.toLowerCase();
  return domain.startsWith(".") ? recipient.domain.endsWith(domain) : recipient.domain === domain;
}

function coversLocalPart(condition: string, { localPart }: Address): boolean {
  const wanted = comparable(condition);
  const given = comparable(localPart);
  return wanted === given || wanted === given.split("+", 1)[0];
}

function comparable(localPart: string): string {
  return undocumented.localPartCase.value === "ignored" ? localPart.toLowerCase() : localPart;
}
