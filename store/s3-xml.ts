import { parseXML } from "@aws-sdk/xml-builder";
import { messageOf } from "../lib/errors";

/** A list as the XML parser returns it: nothing, one element, or an array. */
export type Several<T> = T | readonly T[] | undefined;

export function listed<T>(several: Several<T>): readonly T[] {
  if (several === undefined) return [];
  return Array.isArray(several) ? (several as readonly T[]) : [several as T];
}

/** Entities that XML has without a declaration (https://www.w3.org/TR/xml/#sec-predefined-ent); the parser drops all others silently. */
const UNDEFINED_ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)/;

/** The root element of that name in a response. Throws where the element is missing, or the response is not valid XML. */
export function rootElement(xml: string, name: string): object {
  const entity = UNDEFINED_ENTITY.exec(xml);
  if (entity) throw unreadable(`not valid XML: an undefined entity at character ${entity.index}`);
  if (xml.includes("<!DOCTYPE")) throw unreadable("XML with a document type");
  const parsed = attempt(() => parseXML(xml) as Record<string, unknown>);
  // S3 may send an error after status 200: https://repost.aws/knowledge-center/s3-resolve-200-internalerror
  if (parsed.Error !== undefined) throw errorIn(xml, 500);
  const root = parsed[name];
  if (root === "") return {};
  if (typeof root !== "object" || root === null) throw unreadable(`not a ${name}`);
  return root;
}

/** Characters of an error message that are kept. */
const MAX_MESSAGE_CHARACTERS = 500;

/** The error in a response, with S3's code as name, as the SDK creates it. */
export function errorIn(xml: string, httpStatusCode: number): Error {
  const { Code, Message } = errorElement(xml);
  const name = typeof Code === "string" && /^\w{1,100}$/.test(Code) ? Code : `Status${httpStatusCode}`;
  const message = typeof Message === "string" ? Message.slice(0, MAX_MESSAGE_CHARACTERS) : "";
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

function errorElement(xml: string): { readonly Code?: unknown; readonly Message?: unknown } {
  try {
    const { Error: found } = parseXML(xml) as { Error?: unknown };
    return typeof found === "object" && found !== null ? found : {};
  } catch {
    return {}; // a proxy may respond with something other than XML
  }
}

function attempt<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw unreadable(`not valid XML: ${messageOf(error)}`);
  }
}

/** An error that is retried: the response may have been cut off. */
export function unreadable(fault: string): Error {
  return Object.assign(new Error(`the response is ${fault}`), {
    name: "UnreadableResponseError",
    $retryable: {},
    $metadata: {},
  });
}
