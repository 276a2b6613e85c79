/** What stands before the sender's own message in a Maildir file, in lower case. */
const allowed = {
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

/** Who took the message from its sender. */
export type Taker = keyof typeof allowed;

/** The id that the server which took the message wrote into its Received line; it wrote before anything of the sender's. */
export function traceId(file: Buffer): string | undefined {
  return /^Received: [^\n]*(?:\n[ \t][^\n]*)*? id ([0-9a-z]+)/m.exec(file.subarray(0, 4096).toString("latin1"))?.[1];
}

/** What is wrong with a header block; `undefined`: it is what the server that took the message writes. */
export function faultOfBlock(
  block: Buffer,
  expected: { readonly taker: Taker; readonly sender: string; readonly id: string },
): string | undefined {
  const text = block.toString("latin1");
  if (!/^(?:[!-9;-~]+: ?[^\n]*\n(?:[ \t][^\n]*\n)*)+$/.test(text))
    return "what precedes the message is no header block";
  const fields = text.split(/\n(?![ \t])/).filter((field) => field !== "");
  const names = fields.map((field) => field.slice(0, field.indexOf(":")).toLowerCase());
  const stranger = names.find((name) => !allowed[expected.taker].includes(name));
  if (stranger !== undefined) return `a header precedes the message that is not the ${expected.taker}'s: ${stranger}`;
  if (new Set(names).size < names.length) return `a header of the ${expected.taker} is there twice`;
  if (!fields.includes(`Return-Path: <${expected.sender}>`)) return `Return-Path is not <${expected.sender}>`;
  if (traceId(block) !== expected.id) return `the Received line does not name ${expected.id}`;
  return undefined;
}
