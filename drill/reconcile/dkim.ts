import { dkimVerify } from "mailauth/lib/dkim/verify";

/** How many DKIM signatures were looked at; `unchecked`: their keys are not in the rehearsal's DNS. */
export interface SignatureCount {
  valid: number;
  broken: number;
  unchecked: number;
}

/** Counts the signatures of a Maildir file, with the line ends that a verifier sees; says what is wrong with a broken one. */
export async function checkSignatures(
  file: Buffer,
  resolve: (name: string, type: string) => Promise<unknown>,
  count: SignatureCount,
): Promise<string | undefined> {
  if (!/^dkim-signature:/im.test(file.subarray(0, 64 * 1024).toString("latin1"))) return undefined;
  const message = Buffer.from(file.toString("latin1").replaceAll("\n", "\r\n"), "latin1");
  const { results } = await dkimVerify(message, { resolver: resolve });
  let broken: string | undefined;
  for (const { signingDomain, status } of results) {
    if (status.result === "pass") count.valid++;
    else if (status.result === "fail") {
      count.broken++;
      broken = `the DKIM signature of ${signingDomain} no longer verifies: ${status.comment ?? "no reason given"}`;
    } else if (status.result !== "none") count.unchecked++;
  }
  return broken;
}
