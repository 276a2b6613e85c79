import type { ContentVerdicts } from "./verdict";

// Each string is in two parts, so that no scanner reports this file or the bundle.
/** https://spamassassin.apache.org/gtube/ */
const GTUBE = ["XJS*C4JDBQADN1.NSBN3*2IDNEN*", "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"].join("");
/** https://www.eicar.org/download-anti-malware-testfile/ */
const EICAR = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

/** The verdicts of a rule that does not scan. */
export const NOT_SCANNED: ContentVerdicts = { spam: "DISABLED", virus: "DISABLED" };

/**
 * Returns FAIL for the two standard test strings, also inside a base64 or quoted-printable part, and PASS for all other
 * content.
 */
export function scan(content: Buffer): ContentVerdicts {
  // Hard and soft line breaks are removed, because the transfer encodings may fold a string.
  const text = content.toString("latin1").replace(/=?\r?\n/g, "");
  const has = (needle: string) => [needle, ...inBase64(needle)].some((form) => text.includes(form));
  return { spam: has(GTUBE) ? "FAIL" : "PASS", virus: has(EICAR) ? "FAIL" : "PASS" };
}

/** The base64 forms of a text without the characters that depend on its neighbours, for each of the three offsets in a group of bytes. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const certainFrom = offset === 0 ? 0 : 4;
    return whole.toString("base64", 0, whole.length - (whole.length % 3)).slice(certainFrom);
  });
}
