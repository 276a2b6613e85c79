import type { Email } from "postal-mime";
import { awsKeyUnwrapper } from "../../../importer/message/aws-kms";
import { openMessage } from "../../../importer/message/open-message";
import { messageOf } from "../../../lib/errors";
import { singleLine } from "../../../lib/text";
import { wordsOfHtml } from "./html-words";
import type { Store } from "../../../store/store";

/** Maximum number of bytes of a message that are read. */
const MAX_PREVIEW_BYTES = 256 * 1024;
const MAX_HEADER_LINES = 100;
const MAX_TEXT_LINES = 40;
const MAX_LINE_CHARACTERS = 200;
const MAX_ATTACHMENTS = 20;

/** The beginning of a stored message, without characters that control the terminal or change the direction of the text. */
export async function previewMessage(
  store: Store,
  region: string,
  object: { readonly key: string; readonly etag: string; readonly size: number },
): Promise<readonly string[]> {
  const listed = { ...object, lastModified: new Date(0) };
  const message = await openMessage({ store, unwrapKey: awsKeyUnwrapper(region) }, listed);
  try {
    return await previewLines(await beginningOf(message.bytes));
  } finally {
    message.close();
  }
}

async function beginningOf(
  bytes: AsyncIterable<Buffer>,
): Promise<{ readonly head: Buffer; readonly isWhole: boolean }> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of bytes) {
    parts.push(part);
    length += part.length;
    if (length >= MAX_PREVIEW_BYTES)
      return { head: Buffer.concat(parts).subarray(0, MAX_PREVIEW_BYTES), isWhole: false };
  }
  return { head: Buffer.concat(parts), isWhole: true };
}

/** The headers as they were sent, then the decoded text of the message. */
export async function previewLines({ head, isWhole }: { head: Buffer; isWhole: boolean }): Promise<readonly string[]> {
  const { text, html, attachments, failure } = await parse(head);
  const end = /\r?\n\r?\n/.exec(head.toString("latin1"))?.index ?? head.length;
  const body = text ?? (html === undefined ? "" : `(no plain text; the words of the HTML)\n${wordsOfHtml(html)}`);
  return [
    ...atMost(MAX_HEADER_LINES, linesOf(head.subarray(0, end).toString("utf8")), "header lines"),
    "",
    ...atMost(MAX_TEXT_LINES, linesOf(body.trimEnd()), "lines of text"),
    ...attachments.slice(0, MAX_ATTACHMENTS).map(({ filename, mimeType, content }) => {
      const size = typeof content === "string" ? content.length : content.byteLength;
      return safe(
        `attachment: ${filename ?? "without a name"}, ${mimeType}, ${size}${isWhole ? "" : " or more"} bytes`,
      );
    }),
    ...(failure === undefined ? [] : [safe(`(the text and the attachments cannot be read: ${failure})`)]),
    ...(isWhole ? [] : [`(the first ${MAX_PREVIEW_BYTES / 1024} KiB of the message)`]),
  ];
}

type Parsed = Partial<Pick<Email, "text" | "html">> & Pick<Email, "attachments"> & { readonly failure?: string };

/** Parses a message. If a sender has nested the parts too deep, the headers can still be printed. */
async function parse(head: Buffer): Promise<Parsed> {
  const { default: PostalMime } = await import("postal-mime");
  try {
    return await PostalMime.parse(head, { attachmentEncoding: "arraybuffer" });
  } catch (error) {
    return { attachments: [], failure: messageOf(error) };
  }
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/).map(safe);
}

function safe(line: string): string {
  const shown = singleLine(line.replaceAll("\t", "    "));
  return shown.length > MAX_LINE_CHARACTERS ? `${shown.slice(0, MAX_LINE_CHARACTERS)}…` : shown;
}

function atMost(count: number, lines: readonly string[], what: string): readonly string[] {
  if (lines.length <= count) return lines;
  return [...lines.slice(0, count), `(${lines.length - count} more ${what})`];
}
