import type { MessageIdentity } from "./model";

/** Maximum length of a header line without its line end (RFC 5322 section 2.1.1). */
const MAX_LINE_CHARACTERS = 78;

/**
 * The header that names the object in the store, the same at every delivery of the message: `X-Standby-MX: bucket=…;
 * key=…; etag=…`, folded, without a line end. Values are percent-encoded (RFC 3986 section 2.1), so that no key can end
 * a value; white space in a value comes from folding only and has no meaning, as in a DKIM-Signature (RFC 6376 section
 * 3.2).
 */
export function traceHeader({ bucket, key, etag }: MessageIdentity): string {
  const lines = [`X-Standby-MX: bucket=${encode(bucket)};`, ` key=${encode(key)};`, ` etag=${encode(etag)}`];
  return lines.flatMap(fold).join("\n");
}

function encode(text: string): string {
  return Buffer.from(text)
    .toString("latin1")
    .replace(/[^A-Za-z0-9/._~-]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}

function fold(line: string): string[] {
  const [first = "", ...more] = [
    line.slice(0, MAX_LINE_CHARACTERS),
    ...chunks(line.slice(MAX_LINE_CHARACTERS), MAX_LINE_CHARACTERS - 1),
  ];
  return [first, ...more.map((rest) => ` ${rest}`)];
}

function chunks(text: string, length: number): string[] {
  return Array.from({ length: Math.ceil(text.length / length) }, (_, i) => text.slice(i * length, (i + 1) * length));
}
