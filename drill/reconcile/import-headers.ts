import { createHash } from "node:crypto";
import type { Settings } from "../../settings/model";
import { standbyHost } from "../../settings/names/standby-hosts";
import type { PromisedDelivery } from "./promised-deliveries";

/**
 * The text that the import must write above the headers of SES for a delivery. The importer's own code is not used, on
 * purpose: the reconciliation must not trust it.
 */
export function importHeaders(settings: Settings, delivery: PromisedDelivery, sesBlock: string, sent: Buffer): string {
  if (!settings.importer.addedHeaders) return "";
  const { mailbox, id, host } = delivery;
  const bucket = settings.regions.find(({ name }) => standbyHost(name) === host)?.bucket ?? "none";
  const object = Buffer.concat([Buffer.from(sesBlock.replaceAll("\n", "\r\n"), "latin1"), sent]);
  const namedRecipient = /^Received: [^\n]*\n by [^\n]*\n for ([^\n]*);$/m.exec(sesBlock)?.[1] ?? "";
  const isOwn = [namedRecipient, withoutLabel(namedRecipient)].some((address) =>
    mailbox.addresses.includes(address.toLowerCase()),
  );
  return [
    ...(isOwn || mailbox.catchAllDomains.length > 0 ? [`X-Original-To: ${namedRecipient}`] : []),
    `Delivered-To: ${isOwn ? namedRecipient : mailbox.addresses[0]}`,
    `X-Standby-MX: bucket=${bucket};`,
    ` key=${mailbox.prefix}/${id};`,
    ` etag=${createHash("md5").update(object).digest("hex")}`,
    "",
  ].join("\n");
}

function withoutLabel(address: string): string {
  return address.replace(/\+[^@]*/, "");
}
