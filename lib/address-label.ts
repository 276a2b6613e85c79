/**
 * The local parts that remain when labels are removed from a local part, the shortest first: `a` and `a+b` for `a+b+c`.
 * RFC 5233 calls the label the detail of an address.
 */
export function labelBases(localPart: string): string[] {
  return [...localPart.matchAll(/(?<=.)\+/gs)].map(({ index }) => localPart.slice(0, index));
}

/**
 * The local parts whose recipient conditions match a local part: the local part itself, and the local part without its
 * label. The condition `alice@example.com` also matches `alice+label@example.com`.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
 */
export function coveringLocalParts(localPart: string): readonly [exact: string, withoutLabel: string] {
  return [localPart, labelBases(localPart)[0] ?? localPart];
}
