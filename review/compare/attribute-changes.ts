import { canonical, isList, isObject, type Json, type JsonObject } from "../model/json";
import type { AttributeChange } from "../model/stack";

/** Attributes that name a block among its siblings: a block is compared with the block of the same name. */
const BLOCK_NAME_KEYS = ["id", "Sid", "sid", "position", "name", "key"];

/** The attributes that differ, with their values before and after, at the deepest path that differs. */
export function attributeChanges(before: JsonObject, after: JsonObject): AttributeChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => compare(key, before[key], after[key]));
}

function compare(path: string, before: Json | undefined, after: Json | undefined): AttributeChange[] {
  if (before === after || canonical(before) === canonical(after)) return [];
  if (isObject(before) && isObject(after)) {
    return attributeChanges(before, after).map((change) => ({ ...change, path: `${path}.${change.path}` }));
  }
  if (holdsBlocks(before) || holdsBlocks(after)) {
    const areSingle = blocksOf(before).length < 2 && blocksOf(after).length < 2;
    const [blocksBefore, blocksAfter] = [byName(before, areSingle), byName(after, areSingle)];
    return [...new Set([...blocksBefore.keys(), ...blocksAfter.keys()])].flatMap((name) =>
      compare(areSingle ? path : `${path}[${name}]`, blocksBefore.get(name), blocksAfter.get(name)),
    );
  }
  if (isList(before) || isList(after)) {
    const [itemsBefore, itemsAfter] = [asTexts(before), asTexts(after)];
    const [inBefore, inAfter] = [new Set(itemsBefore), new Set(itemsAfter)];
    return [
      {
        path,
        added: itemsAfter.filter((item) => !inBefore.has(item)),
        removed: itemsBefore.filter((item) => !inAfter.has(item)),
      },
    ];
  }
  return [{ path, before: shown(before), after: shown(after) }];
}

function holdsBlocks(value: Json | undefined): boolean {
  return isList(value) && value.some(isObject);
}

/**
 * Blocks by name, a second block of the same name by `name (2)`. Single blocks of both sides are compared even if their
 * names differ.
 */
function byName(value: Json | undefined, areSingle: boolean): Map<string, Json> {
  const blocks = new Map<string, Json>();
  const counts = new Map<string, number>();
  for (const [i, block] of blocksOf(value).entries()) {
    const name = areSingle ? "" : (blockName(block) ?? String(i));
    let count = counts.get(name) ?? 1;
    let unused = count === 1 ? name : `${name} (${count})`;
    while (blocks.has(unused)) unused = `${name} (${++count})`;
    counts.set(name, count + 1);
    blocks.set(unused, block);
  }
  return blocks;
}

function blocksOf(value: Json | undefined): readonly Json[] {
  return value === undefined || value === null ? [] : isList(value) ? value : [value];
}

function blockName(block: Json): string | undefined {
  if (!isObject(block)) return undefined;
  const names = BLOCK_NAME_KEYS.map((key) => block[key]);
  return names.find((name) => typeof name === "string" || typeof name === "number")?.toString();
}

function asTexts(value: Json | undefined): string[] {
  if (value === undefined || value === null) return [];
  return (isList(value) ? value : [value]).map((item) => shown(item) ?? "");
}

function shown(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : canonical(value);
}
