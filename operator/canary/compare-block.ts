import { headerBlock } from "../../inbound/header-block";
import { type CanaryMessage, CANARY_HEADER } from "./canary-message";
import type { Differences } from "./assumptions";

/** The facts that SES knew when it wrote its headers. */
export interface BlockFacts {
  readonly region: string;
  readonly messageId: string;
  readonly helo: string;
  readonly message: CanaryMessage;
}

/** A header field with its folded lines, without the last line end. */
type Field = readonly [name: string, text: string];

/** Compares a stored message with what inbound/ would have stored; lines end in CRLF. */
export function blockDifferences(stored: string, facts: BlockFacts): Differences {
  const { message } = facts;
  const marker = stored.indexOf(`${CANARY_HEADER}: ${message.nonce}`);
  if (marker === -1) return ["SES stores another message than the one sent: the first header of the canary is missing"];
  const fields = fieldsOf(stored.slice(0, marker));
  const assumed = fieldsOf(assumedBlock(facts));
  const names = (all: readonly Field[]) => all.map(([name]) => name).join(", ");
  return [
    ...(names(fields) === names(assumed)
      ? []
      : [`headers: SES writes ${names(fields) || "none"}, we assumed ${names(assumed)}`]),
    ...assumed.flatMap(([name, text]) => {
      const field = fields.find(([other]) => other.toLowerCase() === name.toLowerCase());
      if (!field || shapeOf(name, facts).test(field[1])) return [];
      return [`header ${name}: SES writes ${oneLine(field[1])}, we assumed the form ${oneLine(text)}`];
    }),
    ...(stored.slice(marker) === message.text
      ? []
      : ["body: SES changes the message, we assumed that each byte stays"]),
  ];
}

function assumedBlock({ region, messageId, helo, message }: BlockFacts): string {
  return headerBlock({
    message: {
      id: messageId,
      receivedAt: new Date(),
      sender: message.address,
      recipients: [message.address],
      client: { ip: "192.0.2.1", hostname: undefined, helo },
      tls: true,
    },
    region,
    recipient: message.address,
    authentication: {
      spf: { verdict: "PASS", receivedSpf: "pass" },
      dkim: { verdict: "GRAY", signatures: [] },
      dmarc: { verdict: "GRAY", result: "none", domain: undefined, policy: undefined },
    },
    content: { spam: "PASS", virus: "PASS" },
  });
}

/** The pattern of a header value, parts of which depend on the sender, the time or the verdicts of SES. */
function shapeOf(name: string, { region, messageId, helo, message }: BlockFacts): RegExp {
  const address = escaped(message.address);
  switch (name.toLowerCase()) {
    case "return-path":
      return new RegExp(`^<${address}>$`);
    case "received":
      return new RegExp(
        `^from ${escaped(helo)} \\([^\\r\\n]* \\[[\\da-fA-F.:]+\\]\\)\\r\\n by inbound-smtp\\.${region}\\.amazonaws\\.com ` +
          `with SMTP id ${escaped(messageId)}\\r\\n for ${address};\\r\\n \\w{3}, \\d{2} \\w{3} \\d{4} [\\d:]{8} \\+0000 \\(UTC\\)$`,
      );
    case "x-ses-spam-verdict":
    case "x-ses-virus-verdict":
      return /^(PASS|FAIL|GRAY|PROCESSING_FAILED)$/;
    case "authentication-results":
      return /^amazonses\.com;(\r\n \w+=[^\r\n]*)+$/;
    case "x-ses-receipt":
      return /^[A-Za-z0-9+/]+=*$/;
    case "x-ses-dkim-signature":
      return /^a=rsa-sha256; q=dns\/txt; b=\S+; c=relaxed\/simple; s=\S+; d=amazonses\.com; t=\d+; v=1; bh=\S+; h=\S+;$/;
    default:
      return /^\S/;
  }
}

function fieldsOf(block: string): readonly Field[] {
  return block
    .split(/\r\n(?![ \t])/)
    .filter((line) => line !== "")
    .map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")] as const;
    });
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const MAX_SHOWN_CHARACTERS = 300;
const oneLine = (text: string): string => JSON.stringify(text.slice(0, MAX_SHOWN_CHARACTERS));
