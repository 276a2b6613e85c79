const FIRST_SURROGATE = 0xd800;

/**
 * Compares two keys by their UTF-8 bytes, the order in which S3 lists them
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html). JavaScript's own `<` compares UTF-16 units
 * and puts characters beyond U+FFFF before U+E000.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Moves the surrogates, which stand for the characters with the longest UTF-8 form, behind all other units. */
function rank(unit: number): number {
  return unit >= FIRST_SURROGATE && unit < 0xe000 ? unit + 0x10000 : unit;
}
