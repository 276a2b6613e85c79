/** The header fields above the sender's own message in a Maildir file, in lower case. */
const ALLOWED_FIELDS = {
  primary: ["return-path", "received"],
  standby: [
    "return-path",
    "received",
    "x-ses-spam-verdict",
    "x-ses-virus-verdict",
    "received-spf",
    "authentication-results",
    "x-ses-receipt",
    "x-ses-dkim-signature",
  ],
};

/** The host that accepted the message. */
export type AcceptedBy = keyof typeof ALLOWED_FIELDS;

/** The id in the first Received line, which the accepting server wrote above all lines of the sender. */
export function traceId(file: Buffer): string | undefined {
  return /^Received: [^\n]*(?:\n[ \t][^\n]*)*? id ([0-9a-z]+)/m.exec(file.subarray(0, 4096).toString("latin1"))?.[1];
}

/** The fault of a header block; `undefined`: the accepting server writes such a block. */
export function faultOfBlock(
  block: Buffer,
  expected: { readonly acceptedBy: AcceptedBy; readonly sender: string; readonly id: string },
): string | undefined {
  const text = block.toString("latin1");
  if (!/^(?:[!-9;-~]+: ?[^\n]*\n(?:[ \t][^\n]*\n)*)+$/.test(text))
    return "the text above the message is not a header block";
  const fields = text.split(/\n(?![ \t])/).filter((field) => field !== "");
  const names = fields.map((field) => field.slice(0, field.indexOf(":")).toLowerCase());
  const unknown = names.find((name) => !ALLOWED_FIELDS[expected.acceptedBy].includes(name));
  if (unknown !== undefined)
    return `above the message is a header that the ${expected.acceptedBy} does not write: ${unknown}`;
  if (new Set(names).size < names.length) return `a header of the ${expected.acceptedBy} is there twice`;
  if (!fields.includes(`Return-Path: <${expected.sender}>`)) return `Return-Path is not <${expected.sender}>`;
  if (traceId(block) !== expected.id) return `the Received line does not name ${expected.id}`;
  return undefined;
}
