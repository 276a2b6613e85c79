import type { ObjectSummary, UnreadableEntry } from "./store";
import { listed, rootElement, type Several, unreadable } from "./s3-xml";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html; a hostile server may send any value for each member. */
interface ListBucketResult {
  readonly IsTruncated?: unknown;
  readonly NextContinuationToken?: unknown;
  readonly KeyCount?: unknown;
  /** `url`: the server applied the request's "encoding-type=url", which some servers ignore. */
  readonly EncodingType?: unknown;
  readonly Contents?: Several<unknown>;
}

export interface Page {
  readonly objects: readonly ObjectSummary[];
  readonly unreadable: readonly UnreadableEntry[];
  /** Continuation token of the next page; `undefined`: this is the last page. */
  readonly next: string | undefined;
}

/** Reads a page of a listing; throws where the page does not say clearly whether it is the last page. */
export function pageIn(xml: string): Page {
  const { IsTruncated, NextContinuationToken, KeyCount, EncodingType, Contents } = rootElement(
    xml,
    "ListBucketResult",
  ) as ListBucketResult;
  // A partial listing that counts as complete would hide mail.
  if (IsTruncated !== "true" && IsTruncated !== "false") {
    throw unreadable(`a listing with IsTruncated ${JSON.stringify(IsTruncated)}, expected true or false`);
  }
  const next = IsTruncated === "true" ? NextContinuationToken : undefined;
  if (IsTruncated === "true" && (typeof next !== "string" || next === "")) {
    throw unreadable("a listing with IsTruncated true and no NextContinuationToken");
  }
  const entries = listed(Contents);
  if (KeyCount !== undefined && KeyCount !== String(entries.length)) {
    throw unreadable(`a listing of ${entries.length} keys with KeyCount ${JSON.stringify(KeyCount)}`);
  }
  const isEncoded = EncodingType === "url";
  const read = entries.map((entry) => entryIn(entry, isEncoded));
  return {
    objects: read.flatMap((each) => ("etag" in each ? [each] : [])),
    unreadable: read.flatMap((each) => ("reason" in each ? [each] : [])),
    next: next as string | undefined,
  };
}

function entryIn(entry: unknown, isEncoded: boolean): ObjectSummary | UnreadableEntry {
  const { Key, Size, ETag, LastModified } = (typeof entry === "object" ? entry : {}) as Record<string, unknown>;
  const name = typeof Key === "string" && Key !== "" ? Key : "(no key)";
  const unreadableEntry = (property: string, expected: string, found: unknown): UnreadableEntry => ({
    key: decoded(name, isEncoded) ?? name,
    reason: `the store lists it with an unreadable ${property}: expected ${expected}, found ${JSON.stringify(found)}`,
  });
  if (typeof Key !== "string" || Key === "") return unreadableEntry("key", "a text", Key);
  const key = decoded(Key, isEncoded);
  if (key === undefined) return unreadableEntry("key", "a URL-encoded text", Key);
  if (typeof Size !== "string" || !/^\d{1,15}$/.test(Size)) return unreadableEntry("size", "a number of bytes", Size);
  const etag = typeof ETag === "string" ? unquote(ETag) : "";
  if (etag === "") return unreadableEntry("ETag", "a text", ETag);
  const lastModified = new Date(typeof LastModified === "string" ? LastModified : NaN);
  if (Number.isNaN(lastModified.getTime())) return unreadableEntry("LastModified", "a time", LastModified);
  return { key, size: Number(Size), etag, lastModified };
}

/** `undefined`: the key has an invalid escape, or is not UTF-8. */
function decoded(key: string, isEncoded: boolean): string | undefined {
  if (!isEncoded) return key;
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

export function unquote(etag = ""): string {
  return etag.replace(/^"(.*)"$/, "$1");
}
