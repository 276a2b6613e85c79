import { dkimVerify } from "mailauth/lib/dkim/verify";

/** The number of DKIM signatures by result; `unchecked`: the key is not in the drill's DNS. */
export interface SignatureCount {
  valid: number;
  broken: number;
  unchecked: number;
}

const MAX_HEADER_BYTES = 64 * 1024;

/**
 * Counts the signatures of a Maildir file, with line ends as verifiers see them; reports the fault of a broken
 * signature.
 */
export async function checkSignatures(
  file: Buffer,
  resolve: (name: string, type: string) => Promise<unknown>,
  count: SignatureCount,
): Promise<string | undefined> {
  if (!/^dkim-signature:/im.test(file.subarray(0, MAX_HEADER_BYTES).toString("latin1"))) return undefined;
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
