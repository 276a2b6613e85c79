/**
 * The local parts of which a labelled local part is a labelled form, the shortest first: `a` and `a+b` for `a+b+c`. RFC 5233 calls
 * the label the detail of an address.
 */
export function labelBases(localPart: string): string[] {
  return [...localPart.matchAll(/(?<=.)\+/gs)].map(({ index }) => localPart.slice(0, index));
}

/**
 * The local parts whose mailbox gets the mail of a local part: the local part itself, and the local part without its label. A
 * recipient condition for `alice@` also covers `alice+label@`.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
 */
export function coveringLocalParts(localPart: string): readonly [exact: string, withoutLabel: string] {
  return [localPart, labelBases(localPart)[0] ?? localPart];
}
