import type { Mailbox } from "../../settings/model";
import { mailboxesOf } from "../../settings/names/hosts";
import { prefixesOf } from "../../settings/names/key-prefixes";
import { compareKeys } from "../../store/key-order";
import type { ImportSettings } from "../context";

type Listing = Pick<ImportSettings, "mailboxes" | "host" | "importer">;

/**
 * The key prefixes that an import lists, in key order. `only`: the import is for this mailbox alone. If each host has
 * its own access key, that key may list only the prefixes of the host's mailboxes, each prefix by a request of its own.
 */
export function listedPrefixes(settings: Listing, only?: Mailbox): readonly string[] {
  if (!only && (settings.host === undefined || !settings.importer.keyPerHost)) return [""];
  const mailboxes = only ? [only] : mailboxesOf(settings);
  const prefixes = mailboxes.flatMap(prefixesOf);
  // Object keys without a prefix can be listed only together with all other keys.
  return prefixes.includes("") ? [""] : prefixes.map((prefix) => `${prefix}/`).sort(compareKeys);
}
