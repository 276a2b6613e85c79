import { randomBytes } from "node:crypto";
import type { ReceivedMessage } from "./received-message";
import { undocumented } from "./undocumented";
import type { ContentVerdicts, SenderAuthentication } from "./verdict";

/** The values of the header lines that SES puts above a message. */
export interface HeaderBlockParts {
  readonly message: Omit<ReceivedMessage, "content">;
  readonly region: string;
  /** The single recipient that the Received line names. */
  readonly recipient: string;
  readonly authentication: SenderAuthentication;
  readonly content: ContentVerdicts;
}

/**
 * The lines that SES puts above a message, in the order and folding of real mail since 2019, each ending in CRLF: only
 * `Received` and `Authentication-Results` are folded. Without scanning, the two verdict lines are absent (as in real
 * mail of 2020 and 2023 whose notification says `DISABLED`).
 */
export function headerBlock({ message, region, recipient, authentication, content }: HeaderBlockParts): string {
  const { receivedSpf } = authentication.spf;
  const lines = [
    `Return-Path: <${message.sender}>`,
    `Received: from ${message.client.helo} (${message.client.hostname ?? undocumented.reverseName.value} [${message.client.ip}])`,
    ` by inbound-smtp.${region}.amazonaws.com with SMTP id ${message.id}`,
    ` for ${recipient};`,
    ` ${message.receivedAt.toUTCString().replace("GMT", "+0000 (UTC)")}`,
    ...scanLine("X-SES-Spam-Verdict", content.spam),
    ...scanLine("X-SES-Virus-Verdict", content.virus),
    `Received-SPF: ${receivedSpf}`,
    "Authentication-Results: amazonses.com;",
    ` spf=${receivedSpf}`,
    ...authentication.dkim.signatures.map(({ result, domain }) => ` dkim=${result} header.i=@${domain};`),
    dmarcClause(authentication.dmarc),
    `X-SES-RECEIPT: ${receipt()}`,
    `X-SES-DKIM-SIGNATURE: ${signature(message.receivedAt)}`,
  ];
  return lines.map((line) => `${line}\r\n`).join("");
}

function scanLine(name: string, verdict: string): string[] {
  return verdict === "DISABLED" ? [] : [`${name}: ${verdict}`];
}

function dmarcClause({ result, domain }: SenderAuthentication["dmarc"]): string {
  return ` dmarc=${result}${domain === undefined ? "" : ` header.from=${domain}`};`;
}

function receipt(): string {
  const opaque = `\0AAAAAAAAAAF${randomBytes(240).toString("base64")}`;
  return Buffer.from(opaque, "latin1").toString("base64");
}

function signature(at: Date): string {
  const random = (bytes: number) => randomBytes(bytes).toString("base64");
  return (
    `a=rsa-sha256; q=dns/txt; b=${random(128)}; c=relaxed/simple; s=224i4yxa5dv7c2xz3womw6peuasteono; d=amazonses.com; ` +
    `t=${Math.floor(at.getTime() / 1000)}; v=1; bh=${random(32)}; ` +
    "h=From:To:Cc:Bcc:Subject:Date:Message-ID:MIME-Version:Content-Type:X-SES-RECEIPT;"
  );
}
