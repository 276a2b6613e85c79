import { coveringLocalParts } from "../lib/address-label";
import { asciiLowerCase, toALabels } from "../lib/domain-name";
import { splitAtDomain, type Address, type LocalPartCase } from "./address";
import { undocumented } from "./undocumented";

/**
 * Whether a recipient condition of a receipt rule covers an envelope recipient. `user@example.com` covers the address with and without
 * a label (`user+label@example.com`), `user+label@example.com` only that label, `example.com` every address of exactly that domain,
 * and `.example.com` every address of its subdomains.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
 */
export function matchesCondition(
  condition: string,
  recipient: Address,
  localPartCase: LocalPartCase = undocumented.localPartCase.value,
): boolean {
  if (!condition.includes("@")) return coversDomain(condition, recipient.domain);
  const conditionAddress = splitAtDomain(condition);
  if (conditionAddress?.domain !== recipient.domain) return false;
  const comparable = (localPart: string) => (localPartCase === "ignored" ? asciiLowerCase(localPart) : localPart);
  return coveringLocalParts(comparable(recipient.localPart)).includes(comparable(conditionAddress.localPart));
}

function coversDomain(condition: string, domain: string): boolean {
  const subdomains = condition.startsWith(".");
  const conditionDomain = toALabels(subdomains ? condition.slice(1) : condition);
  return (
    conditionDomain !== undefined && (subdomains ? domain.endsWith(`.${conditionDomain}`) : domain === conditionDomain)
  );
}
