import { randomBytes } from "node:crypto";

/** The first header that the canary writes; SES and the importer add their headers above it. */
export const CANARY_HEADER = "X-Standby-MX-Canary";

export interface CanaryMessage {
  readonly nonce: string;
  /** Envelope sender and recipient, so that a bounce goes to the person who started the canary. */
  readonly address: string;
  /** The message as sent, with lines that end in CRLF. No line begins with a dot. */
  readonly text: string;
}

export function canaryMessage(address: string, now: Date): CanaryMessage {
  const nonce = randomBytes(12).toString("hex");
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const lines = [
    `${CANARY_HEADER}: ${nonce}`,
    `From: ${address}`,
    `To: ${address}`,
    "Subject: standby-mx canary",
    `Date: ${now.toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <canary.${nonce}@${domain}>`,
    // No mailbox answers an auto-generated message with a vacation notice (RFC 3834 section 5).
    "Auto-Submitted: auto-generated",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=us-ascii",
    "",
    "standby-mx canary sent this message to the standby of your mail server, to see",
    "whether it is delivered. You can delete it.",
    "",
  ];
  return { nonce, address, text: lines.map((line) => `${line}\r\n`).join("") };
}
