import { XmlNode } from "@aws-sdk/xml-builder";
import type { DeleteRequest, DeleteResult } from "./store";
import { objectRefusal } from "./s3-errors";
import { listed, rootElement, type Several } from "./s3-xml";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
interface DeleteResponse {
  readonly Deleted?: Several<{ Key?: unknown }>;
  readonly Error?: Several<{ Key?: unknown; Code?: unknown; Message?: unknown }>;
}

/**
 * Characters that XML 1.0 cannot express (https://www.w3.org/TR/xml/#charsets); S3 would refuse a whole request with
 * such a character.
 */
const NOT_IN_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/**
 * Whether a DeleteObjects request can name the key. SES's own keys always can be named; an object with another key is
 * deleted by a request of its own.
 */
export function isInXml(key: string): boolean {
  return !NOT_IN_XML.test(key);
}

/** The body of a request that deletes each object only while it still has its ETag. */
export function deletion(requests: readonly DeleteRequest[]): Buffer {
  const objects = requests.map(
    ({ key, etag }) => new XmlNode("Object", [XmlNode.of("Key", key), XmlNode.of("ETag", `"${etag}"`)]),
  );
  return Buffer.from(new XmlNode("Delete", objects).toString());
}

/** The result for each object of a DeleteObjects request. */
export function deletionResults(xml: string, requests: readonly DeleteRequest[]): readonly DeleteResult[] {
  const response = rootElement(xml, "DeleteResult") as DeleteResponse;
  const deleted = new Set(listed(response.Deleted).map(({ Key }) => Key));
  const errors = new Map(listed(response.Error).map((error) => [error.Key, error]));
  return requests.map(({ key }): DeleteResult => {
    const error = errors.get(key);
    if (error?.Code === "PreconditionFailed") return { key, outcome: "changed" };
    if (deleted.has(key) || error?.Code === "NoSuchKey") return { key, outcome: "deleted" };
    if (!error) return { key, outcome: "failed", reason: "the response does not mention it" };
    const reason = `${String(error.Code)}: ${String(error.Message)}`;
    const advice = objectRefusal(String(error.Code));
    return advice === undefined
      ? { key, outcome: "failed", reason }
      : { key, outcome: "refused", reason: `${reason}; ${advice}` };
  });
}
