import type { RecipientRefusal } from "./recipient-refusal";

/** An event of the endpoint, for its log. */
export type EndpointEvent =
  | { readonly kind: "refused"; readonly recipient: string; readonly sender: string; readonly why: RecipientRefusal }
  | { readonly kind: "too-large"; readonly sender: string; readonly bytes: number }
  | {
      readonly kind: "accepted";
      readonly messageId: string;
      readonly sender: string;
      readonly recipients: readonly string[];
      readonly bytes: number;
      readonly tls: boolean;
    }
  | { readonly kind: "no-store"; readonly messageId: string }
  | { readonly kind: "left-out"; readonly messageId: string; readonly rule: string; readonly action: string }
  | ({ readonly kind: "stored"; readonly messageId: string } & ObjectPlace)
  | ({
      readonly kind: "store-failed";
      readonly messageId: string;
      readonly reason: string;
      readonly nextTry: Date;
    } & ObjectPlace)
  | ({ readonly kind: "expired"; readonly messageId: string; readonly reason: string } & ObjectPlace)
  | ({ readonly kind: "abandoned"; readonly messageId: string; readonly reason: string } & ObjectPlace)
  | ({ readonly kind: "setup-written" } & ObjectPlace)
  | ({ readonly kind: "setup-failed"; readonly reason: string } & ObjectPlace)
  | { readonly kind: "trouble"; readonly what: string };

export interface ObjectPlace {
  readonly rule: string;
  readonly bucket: string;
  readonly key: string;
}

export type EventLog = (event: EndpointEvent) => void;

/** The event as one line of the log. */
export function endpointEventLine(event: EndpointEvent): string {
  switch (event.kind) {
    case "refused":
      return `refused ${event.recipient} from <${event.sender}>: ${event.why}`;
    case "too-large":
      return `refused a message of ${event.bytes} bytes from <${event.sender}>: over 40 MB`;
    case "accepted":
      return (
        `accepted ${event.messageId} from <${event.sender}> for ${event.recipients.join(", ")}: ${event.bytes} bytes` +
        (event.tls ? " over TLS" : "")
      );
    case "no-store":
      return `DROPPED ${event.messageId}: no rule that matches it has an S3 action`;
    case "left-out":
      return `left out ${event.messageId}: rule ${event.rule} has a ${event.action} action, which is not carried out here`;
    case "stored":
      return `stored ${event.messageId} by rule ${event.rule}: ${place(event)}`;
    case "store-failed":
      return `NOT STORED yet: ${place(event)}: ${event.reason}; next try at ${event.nextTry.toISOString()}`;
    case "expired":
      return `LOST: ${place(event)} could not be stored within 36 hours: ${event.reason}`;
    case "abandoned":
      return `LOST: ${place(event)} was accepted and is not stored as the endpoint stops: ${event.reason}`;
    case "setup-written":
      return `wrote the setup object of rule ${event.rule}: ${place(event)}`;
    case "setup-failed":
      return `could not write the setup object of rule ${event.rule}: ${place(event)}: ${event.reason}`;
    case "trouble":
      return event.what;
  }
}

function place({ bucket, key }: ObjectPlace): string {
  return `${bucket}/${key}`;
}
