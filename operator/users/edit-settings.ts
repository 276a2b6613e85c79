import { isAlias, isMap, isScalar, isSeq, parseDocument, stringify, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import { normalUser } from "../../settings/names/users";
import { SyncRefusedError } from "./source-error";

/** Changes of the mailboxes in a settings file. */
export interface SettingsChange {
  /** Addresses to add, in the form to write, by user. */
  readonly add: ReadonlyMap<string, readonly string[]>;
  /** Addresses to remove, as written in the file, by user. */
  readonly remove: ReadonlyMap<string, readonly string[]>;
  /** Entries to append to `mailboxes`. */
  readonly mailboxes: readonly NewMailbox[];
  /** Addresses of several mailboxes to add to `aliases`, with their users. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
}

export interface NewMailbox {
  readonly user: string;
  readonly addresses: readonly string[];
  readonly host?: string;
  readonly maildir?: string;
  readonly owner?: string | number;
}

/** A replacement of a part of the text. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Edits the text of a settings file; comments, quotes and blank lines of the file stay. */
export function editSettings(text: string, change: SettingsChange): string {
  const hasCrlfOnly = text.includes("\r\n") && !/(?<!\r)\n/.test(text);
  if (hasCrlfOnly) return editSettings(text.replaceAll("\r\n", "\n"), change).replaceAll("\n", "\r\n");
  const document = parseDocument(text);
  const mailboxes = document.get("mailboxes");
  if (!isSeq(mailboxes))
    throw new SyncRefusedError(`expected mailboxes as a list in the settings, found none; ${EDIT_BY_HAND}`);
  const edits: Edit[] = [];
  for (const item of mailboxes.items) {
    if (!isMap(item)) continue;
    const user = normalUser(String(item.get("user")));
    const added = change.add.get(user) ?? [];
    const removed = change.remove.get(user) ?? [];
    if (added.length + removed.length === 0) continue;
    const list = addressesOf(item, user);
    if (list === undefined) edits.push(addList(text, item, added));
    else edits.push(...editAddresses(text, list, added, removed, user));
  }
  if (change.mailboxes.length > 0) edits.push(appendMailboxes(text, mailboxes, change.mailboxes));
  if (change.aliases.size > 0) edits.push(addAliases(text, document.contents, change.aliases));
  return apply(text, edits);
}

function addressesOf(item: YAMLMap, user: string): YAMLSeq | undefined {
  const addresses: unknown = item.get("addresses", true);
  if (isAlias(addresses)) {
    throw new SyncRefusedError(
      `expected the addresses of ${user} as a list, found the alias *${addresses.source}; ${EDIT_BY_HAND}`,
    );
  }
  return isSeq(addresses) ? addresses : undefined;
}

/** A mailbox of a virtual user may have no list, because its name is its address; a new list must contain that address, too. */
function addList(text: string, item: YAMLMap, added: readonly string[]): Edit {
  return addPairs(text, item, [["addresses", [String(item.get("user")), ...added]]]);
}

function addAliases(text: string, root: unknown, aliases: ReadonlyMap<string, readonly string[]>): Edit {
  if (!isMap(root)) throw new SyncRefusedError(`expected a mapping as settings, found none; ${EDIT_BY_HAND}`);
  const known: unknown = root.get("aliases", true);
  if (isMap(known) && known.items.length > 0) return addPairs(text, known, [...aliases]);
  if (known !== undefined) throw new SyncRefusedError(`expected aliases as a mapping, found none; ${EDIT_BY_HAND}`);
  const after = root.get("mailboxes", true) as Node;
  if (root.flow)
    return { from: endOf(after), to: endOf(after), text: `, "aliases": ${flowText(Object.fromEntries(aliases))}` };
  const at = endOfLine(text, endOf(after));
  const lines = [...aliases].map(([address, users]) => `\n  ${flowText(address)}: ${flowText(users)}`);
  return { from: at, to: at, text: `\naliases:${lines.join("")}` };
}

/** Adds keys at the end of a mapping. */
function addPairs(text: string, map: YAMLMap, pairs: readonly (readonly [string, readonly string[]])[]): Edit {
  const last = endOf(map);
  const texts = pairs.map(([key, value]) => `${flowText(key)}: ${flowText(value)}`);
  if (map.flow) {
    const value = (map.items.at(-1) as { value: Node }).value;
    return { from: endOf(value), to: endOf(value), text: texts.map((pair) => `, ${pair}`).join("") };
  }
  const key = startOf((map.items[0] as { key: Node }).key);
  const indent = " ".repeat(key - (text.lastIndexOf("\n", key - 1) + 1));
  const at = endOfLine(text, last);
  return { from: at, to: at, text: texts.map((pair) => `\n${indent}${pair}`).join("") };
}

function editAddresses(
  text: string,
  list: YAMLSeq,
  added: readonly string[],
  removed: readonly string[],
  user: string,
): Edit[] {
  const items = list.items as Node[];
  const last = items.at(-1);
  if (last === undefined)
    throw new SyncRefusedError(`expected an address of ${user}, found an empty list; ${EDIT_BY_HAND}`);
  const goes = items.map((item) => isScalar(item) && removed.includes(String(item.value)));
  const lead = list.flow ? ", " : `\n${" ".repeat(columnOfDash(text, startOf(last)))}- `;
  if (!goes.includes(false)) {
    return [{ from: startOf(items[0] as Node), to: endOf(last), text: added.map(flowText).join(lead) }];
  }
  const edits = stretchesOfTrue(goes).map(([first, end]) => removeItems(text, list, first, end));
  if (added.length === 0) return edits;
  const lastKept = endOf(items[goes.lastIndexOf(false)] as Node);
  const at = list.flow ? lastKept : endOfLine(text, lastKept);
  return [...edits, { from: at, to: at, text: added.map((address) => `${lead}${flowText(address)}`).join("") }];
}

/** The ranges of consecutive `true` values: the first index, and the index after the last. */
function stretchesOfTrue(flags: readonly boolean[]): (readonly [first: number, end: number])[] {
  const starts = flags.flatMap((flag, index) => (flag && !flags[index - 1] ? [index] : []));
  return starts.map((first) => {
    const kept = flags.indexOf(false, first);
    return [first, kept < 0 ? flags.length : kept];
  });
}

function removeItems(text: string, list: YAMLSeq, first: number, end: number): Edit {
  const items = list.items as Node[];
  const [start, last] = [items[first] as Node, items[end - 1] as Node];
  if (!list.flow) {
    const from = text.lastIndexOf("\n", startOf(start) - 1) + 1;
    return { from, to: endOfLine(text, endOf(last)) + 1, text: "" };
  }
  const [before, after] = [items[first - 1], items[end]];
  if (before) return { from: endOf(before), to: endOf(last), text: "" };
  return { from: startOf(start), to: after ? startOf(after) : endOf(last), text: "" };
}

function appendMailboxes(text: string, list: YAMLSeq, mailboxes: readonly NewMailbox[]): Edit {
  const last = list.items.at(-1) as Node | undefined;
  if (last === undefined)
    throw new SyncRefusedError(`expected a mailbox in the settings, found an empty list; ${EDIT_BY_HAND}`);
  if (list.flow) {
    const texts = mailboxes.map((mailbox) => `, ${flowText(mailbox)}`);
    return { from: endOf(last), to: endOf(last), text: texts.join("") };
  }
  const at = endOfLine(text, endOf(last));
  const indent = " ".repeat(columnOfDash(text, startOf(last)));
  const lines = mailboxes.flatMap((mailbox) =>
    Object.entries(mailbox).map(
      ([key, value], index) => `${indent}${index === 0 ? "- " : "  "}${key}: ${flowText(value)}`,
    ),
  );
  return { from: at, to: at, text: `\n${lines.join("\n")}` };
}

/** The end offset of a value, without the comment and blank lines after it. */
const endOf = (node: Node): number => lastScalar(node).range?.[1] ?? 0;
const startOf = (node: Node): number => node.range?.[0] ?? 0;

/** The last scalar of a node, because a block collection ends where its last value ends. */
function lastScalar(node: Node): Node {
  if ((!isMap(node) && !isSeq(node)) || node.flow) return node;
  const last: unknown = node.items.at(-1);
  const inner = isMap(node) ? (last as { value: Node } | undefined)?.value : (last as Node | undefined);
  return inner ? lastScalar(inner) : node;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}

/** The column of the `- ` before a block item. */
function columnOfDash(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return text.slice(start, offset).lastIndexOf("-");
}

/** A value in the form for a flow collection, quoted if necessary. */
function flowText(value: unknown): string {
  return stringify([value], { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 })
    .trimEnd()
    .slice(1, -1);
}

/** Edits do not overlap; insertions at the same offset keep their order. */
function apply(text: string, edits: readonly Edit[]): string {
  let end = 0;
  const parts: string[] = [];
  for (const { from, to, text: inserted } of [...edits].sort((a, b) => a.from - b.from)) {
    parts.push(text.slice(end, from), inserted);
    end = Math.max(end, to);
  }
  return parts.join("") + text.slice(end);
}

const EDIT_BY_HAND = "change the addresses by hand";
