import { isIP } from "node:net";
import { headerLines } from "../../lib/header-lines";
import type { DmarcPolicy, OriginalClient, ScanVerdict, SesBlock } from "./model";

/**
 * The headers that SES writes, in SES's order (the same in all real mail seen since 2019). Only fields in this order
 * from the top of the message are SES's: a sender can write fields of the same names, but only below all of SES's
 * fields.
 */
const SES_FIELDS_IN_ORDER = [
  { name: "return-path", always: true },
  { name: "received", always: true },
  { name: "x-ses-spam-verdict", always: false },
  { name: "x-ses-virus-verdict", always: false },
  { name: "received-spf", always: true },
  { name: "authentication-results", always: true },
  { name: "x-ses-receipt", always: true },
  { name: "x-ses-dkim-signature", always: true },
] as const;

type SesHeader = (typeof SES_FIELDS_IN_ORDER)[number]["name"];

/**
 * Reads the block from the beginning of a message; `undefined`: SES did not write a block there, so that no header of the message is
 * trusted, or (`isWhole: false`) the block continues after `head`. Headers of other names inside the block are those of AddHeader
 * actions, whose place AWS does not document.
 */
export function readSesBlock(head: Buffer, isWhole = true): SesBlock | undefined {
  const fields = new Map<SesHeader, string>();
  let next = 0;
  for (const line of headerLines(head, isWhole)) {
    if (line.name === undefined) return undefined;
    const fieldName = line.name.toLowerCase();
    const place = SES_FIELDS_IN_ORDER.findIndex(({ name }) => name === fieldName);
    if (place === -1) continue;
    if (place < next || SES_FIELDS_IN_ORDER.slice(next, place).some(({ always }) => always)) return undefined;
    fields.set(SES_FIELDS_IN_ORDER[place]?.name as SesHeader, line.value.trim());
    next = place + 1;
    if (next === SES_FIELDS_IN_ORDER.length) return interpret(fields, line.end);
  }
  return undefined;
}

function interpret(fields: ReadonlyMap<SesHeader, string>, length: number): SesBlock | undefined {
  const value = (name: SesHeader) => fields.get(name) ?? "";
  const received = /\n by inbound-smtp\.\S+ with \S+ id (\S+)(?:\n for ([^\n]*);)?\n ([^\n]+)$/.exec(value("received"));
  const results = value("authentication-results").split("\n ");
  if (received === null || results[0] !== "amazonses.com;") return undefined;
  // SES begins each result on a line of its own. Inside a line the sender may have written anything (HELO, MAIL FROM).
  const clause = (method: string) => results.filter((line) => line.startsWith(`${method}=`));
  const dmarc = clause("dmarc")[0];
  return {
    envelopeSender: value("return-path").replace(/^<(.*)>$/s, "$1"),
    recipient: received[2] || undefined,
    client: originalClient(value("received")),
    messageId: received[1],
    receivedAt: time(received[3] ?? ""),
    spam: verdict(fields.get("x-ses-spam-verdict")),
    virus: verdict(fields.get("x-ses-virus-verdict")),
    spf: clause("spf").map(result)[0],
    dkim: clause("dkim").map((line) => ({ result: result(line), domain: property(line, /header\.[id]=@?([^\s;]+)/) })),
    dmarc:
      dmarc === undefined
        ? undefined
        : {
            result: result(dmarc),
            domain: property(dmarc, /header\.from=([^\s;]+)/),
            policy: property(dmarc, /(?:policy\.dmarc=|\(p=)(none|quarantine|reject)\b/i)?.toLowerCase() as DmarcPolicy,
          },
    length,
  };
}

/** The client's HELO name may contain brackets; the last brackets are those of SES. `unknown`: SES found no name (undocumented). */
function originalClient(received: string): OriginalClient | undefined {
  const [, helo = "", name, address = ""] = /^from ([^\n]*) \((\S+) \[([^\]\s]+)\]\)\n/.exec(received) ?? [];
  if (isIP(address) === 0) return undefined;
  return { address, name: name === "unknown" ? undefined : name, helo };
}

const result = (line: string) => /^\w+=(\w*)/.exec(line)?.[1]?.toLowerCase() ?? "";
const property = (line: string, pattern: RegExp) => pattern.exec(line)?.[1];

function verdict(value: string | undefined): ScanVerdict | undefined {
  const verdicts: readonly string[] = ["PASS", "FAIL", "GRAY", "PROCESSING_FAILED", "DISABLED"];
  return value !== undefined && verdicts.includes(value) ? (value as ScanVerdict) : undefined;
}

function time(text: string): Date | undefined {
  const at = new Date(text.replace(/\s*\(.*\)$/, ""));
  return Number.isNaN(at.getTime()) ? undefined : at;
}
