import type { ContentVerdicts } from "./verdict";

// Joined here so that no scanner takes this file, or the bundle, for what it describes.
/** https://spamassassin.apache.org/gtube/ */
const GTUBE = ["XJS*C4JDBQADN1.NSBN3*2IDNEN*", "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"].join("");
/** https://www.eicar.org/download-anti-malware-testfile/ */
const EICAR = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

/** What is said of the content where no scanning was asked for. */
export const NOT_SCANNED: ContentVerdicts = { spam: "DISABLED", virus: "DISABLED" };

/** What scanning says: the two agreed test strings fail, also inside a base64 or quoted-printable part; all else passes. */
export function scan(content: Buffer): ContentVerdicts {
  // Without line breaks, hard or soft, neither transfer encoding can hide a string by folding it.
  const text = content.toString("latin1").replace(/=?\r?\n/g, "");
  const has = (needle: string) => [needle, ...inBase64(needle)].some((form) => text.includes(form));
  return { spam: has(GTUBE) ? "FAIL" : "PASS", virus: has(EICAR) ? "FAIL" : "PASS" };
}

/** What is certain of a text's base64 form, for each of the three places in a group of bytes where it can begin. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const firstSure = offset === 0 ? 0 : 4;
    return whole.toString("base64", 0, whole.length - (whole.length % 3)).slice(firstSure);
  });
}
