import { toALabels } from "../lib/domain-name";

/** Whether `Alice@` and `alice@` are one address. */
export type LocalPartCase = "ignored" | "respected";

/** An envelope recipient, or the address of a recipient condition, in the form in which addresses are compared. */
export interface Address {
  readonly localPart: string;
  /** Lower case, A-labels. */
  readonly domain: string;
}

/** `undefined`: the text has no domain to compare, such as `postmaster` or an address literal (`user@[192.0.2.1]`). */
export function splitAtDomain(text: string): Address | undefined {
  const at = text.lastIndexOf("@");
  const domain = at < 1 ? undefined : toALabels(text.slice(at + 1));
  return domain === undefined ? undefined : { localPart: text.slice(0, at), domain };
}
