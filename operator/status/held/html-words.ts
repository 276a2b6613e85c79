import { lookupTable } from "../../../lib/lookup-table";

const ENTITIES = lookupTable<string>({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " });
const MAX_CODE_POINT = 0x10ffff;

/**
 * The words of an HTML text, for a preview: without scripts, styles and tags, so also without what a reader would not see there. Each
 * pattern takes time in proportion to the text.
 */
export function wordsOfHtml(html: string): string {
  return html
    .replace(/<(script|style|head)\b[^]*?(?:<\/\1\s*>|$)/gi, " ")
    .replace(/<!--[^]*?(?:-->|$)/g, " ")
    .replace(/\s+/g, " ")
    .replace(/<(?:br|\/?p|\/?div|\/?tr|\/?li|\/?h[1-6])\b[^<>]*>/gi, "\n")
    .replace(/<[^<>]*>/g, "")
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi, decoded)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}

function decoded(written: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? written;
  const point = decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal);
  return point <= MAX_CODE_POINT ? String.fromCodePoint(point) : written;
}
