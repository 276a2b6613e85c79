import type { InboundEvent, ObjectFilter } from "./api";

export interface StoredPlace {
  readonly bucket: string;
  readonly key: string;
}

/**
 * The first object of a message that the endpoint has stored at a place that `filter` accepts; a text says why there is
 * none so far.
 */
export function storedPlaceOf(
  events: readonly InboundEvent[],
  messageId: string,
  { bucket, keyPrefix = "" }: Omit<ObjectFilter, "timeoutMs">,
): StoredPlace | string {
  const ofMessage = events.filter((event) => event.messageId === messageId);
  const places = ofMessage.filter(({ kind }) => kind === "stored").map((event) => event as unknown as StoredPlace);
  const place = places.find(({ bucket: name, key }) => key.startsWith(keyPrefix) && name === (bucket ?? name));
  if (place) return { bucket: place.bucket, key: place.key };
  const others = places.map(({ bucket: name, key }) => `${name}/${key}`);
  const expected = `expected an object of message ${messageId} at ${bucket ?? "<any bucket>"}/${keyPrefix}`;
  if (others.length > 0) return `${expected}, found ${others.join(", ")}`;
  if (ofMessage.length === 0) return `${expected}, found no message with this id at the endpoint`;
  return `${expected}, found none; the endpoint reported:\n  ${ofMessage.map((event) => JSON.stringify(event)).join("\n  ")}`;
}
