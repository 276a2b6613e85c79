import type { Mailbox } from "../../settings/model";
import { mailboxesOf } from "../../settings/names/hosts";
import { prefixesOf } from "../../settings/names/key-prefixes";
import { compareKeys } from "../../store/key-order";
import type { ImportSettings } from "../context";

type Listing = Pick<ImportSettings, "mailboxes" | "host" | "importer">;

/**
 * The beginnings of the keys that an import lists, in key order; `only`: it imports for this mailbox alone. Where each host has a
 * key of its own, that key may list the prefixes of the host's mailboxes, each by itself, and nothing else.
 */
export function listedPrefixes(settings: Listing, only?: Mailbox): readonly string[] {
  if (!only && (settings.host === undefined || !settings.importer.keyPerHost)) return [""];
  const mailboxes = only ? [only] : mailboxesOf(settings);
  const prefixes = mailboxes.flatMap(prefixesOf);
  // Keys without a prefix can only be listed with all others.
  return prefixes.includes("") ? [""] : prefixes.map((prefix) => `${prefix}/`).sort(compareKeys);
}
