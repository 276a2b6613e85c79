import { parseXML, XmlNode } from "@aws-sdk/xml-builder";
import type { DeleteRequest, DeleteResult, ObjectSummary } from "./store";

/** What XML makes of a list: nothing, one element, or several. */
type Several<T> = T | readonly T[] | undefined;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
interface ListBucketResult {
  readonly IsTruncated?: string;
  readonly NextContinuationToken?: string;
  /** Not every server does what "encoding-type=url" asks for; this says that it did. */
  readonly EncodingType?: string;
  readonly Contents?: Several<{ Key?: string; Size?: string; ETag?: string; LastModified?: string }>;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
interface DeleteAnswer {
  readonly Deleted?: Several<{ Key?: string }>;
  readonly Error?: Several<{ Key?: string; Code?: string; Message?: string }>;
}

export interface Page {
  readonly objects: readonly ObjectSummary[];
  /** `undefined`: the listing ends here. */
  readonly next: string | undefined;
}

/** Reads a page of a listing; throws where it is not whole. */
export function pageIn(xml: string): Page {
  const { IsTruncated, NextContinuationToken, EncodingType, Contents } = rootOf(
    xml,
    "ListBucketResult",
  ) as ListBucketResult;
  // To take half a listing for the whole would hide mail.
  if (IsTruncated === "true" && !NextContinuationToken) throw unreadable("a listing that goes on, but not where");
  const objects = all(Contents).map(({ Key = "", Size, ETag, LastModified = 0 }) => ({
    key: EncodingType === "url" ? decodeURIComponent(Key.replaceAll("+", " ")) : Key,
    size: Number(Size ?? 0),
    etag: unquote(ETag),
    lastModified: new Date(LastModified),
  }));
  return { objects, next: IsTruncated === "true" ? NextContinuationToken : undefined };
}

/** XML 1.0 has no way to write these (https://www.w3.org/TR/xml/#charsets); one of them would spoil the request for all keys. */
const NOT_IN_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Why DeleteObjects cannot be asked to delete the object of that key, as SES would never name one; `undefined`: it can. */
export function whyNotDeletable(key: string): string | undefined {
  if (!NOT_IN_XML.test(key)) return undefined;
  return `S3 cannot be asked to delete ${JSON.stringify(key)} among others: XML has no such characters; delete it yourself`;
}

/** The body of a request that deletes each object only while it still has its ETag. */
export function deletion(requests: readonly DeleteRequest[]): Buffer {
  const objects = requests.map(
    ({ key, etag }) => new XmlNode("Object", [XmlNode.of("Key", key), XmlNode.of("ETag", `"${etag}"`)]),
  );
  return Buffer.from(new XmlNode("Delete", objects).toString());
}

/** What became of each of the objects. */
export function deletionResults(xml: string, requests: readonly DeleteRequest[]): readonly DeleteResult[] {
  const answer = rootOf(xml, "DeleteResult") as DeleteAnswer;
  const deleted = new Set(all(answer.Deleted).map(({ Key }) => Key));
  const errors = new Map(all(answer.Error).map((error) => [error.Key, error]));
  return requests.map(({ key }): DeleteResult => {
    const error = errors.get(key);
    if (error?.Code === "PreconditionFailed") return { key, outcome: "changed" };
    if (deleted.has(key) || error?.Code === "NoSuchKey") return { key, outcome: "deleted" };
    const reason = error ? `${error.Code}: ${error.Message}` : "the answer does not mention it";
    return { key, outcome: "failed", reason };
  });
}

/** The error of an answer, named by S3's code, as the SDK makes it. */
export function errorIn(xml: string, httpStatusCode: number): Error {
  const { Code = `Status${httpStatusCode}`, Message = "" } = errorElement(xml);
  return Object.assign(new Error(Message), { name: Code, $metadata: { httpStatusCode } });
}

export function unquote(etag = ""): string {
  return etag.replace(/^"(.*)"$/, "$1");
}

function errorElement(xml: string): { readonly Code?: string; readonly Message?: string } {
  try {
    const { Error: found } = parseXML(xml) as { Error?: unknown };
    return typeof found === "object" && found !== null ? found : {};
  } catch {
    return {}; // whatever stands between us and S3 has words of its own
  }
}

function rootOf(xml: string, name: string): object {
  const parsed = attempt(() => parseXML(xml) as Record<string, unknown>);
  // S3 begins to answer before it knows how it ends: https://repost.aws/knowledge-center/s3-resolve-200-internalerror
  if (parsed.Error !== undefined) throw errorIn(xml, 500);
  const root = parsed[name];
  if (root === "") return {};
  if (typeof root !== "object" || root === null) throw unreadable(`something else than a ${name}`);
  return root;
}

function attempt<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
}

/** Worth another try: the answer was perhaps cut off. */
function unreadable(what: string): Error {
  return Object.assign(new Error(`the answer is ${what}`), { name: "UnreadableAnswer", $retryable: {} });
}

function all<T>(several: Several<T>): readonly T[] {
  if (several === undefined) return [];
  return Array.isArray(several) ? (several as readonly T[]) : [several as T];
}
