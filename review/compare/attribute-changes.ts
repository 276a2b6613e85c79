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
  if (canonical(before) === canonical(after)) return [];
  if (isObject(before) && isObject(after)) {
    return attributeChanges(before, after).map((change) => ({ ...change, path: `${path}.${change.path}` }));
  }
  if (holdsBlocks(before) || holdsBlocks(after)) {
    const [blocksBefore, blocksAfter] = [byName(before), byName(after)];
    return [...new Set([...blocksBefore.keys(), ...blocksAfter.keys()])].flatMap((name) =>
      compare(
        blocksBefore.size < 2 && blocksAfter.size < 2 ? path : `${path}[${name}]`,
        blocksBefore.get(name),
        blocksAfter.get(name),
      ),
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

/** Blocks by name. A single block has the name `0`: it is compared with the single block of the other side, whatever their names. */
function byName(value: Json | undefined): Map<string, Json> {
  const blocks = value === undefined || value === null ? [] : isList(value) ? value : [value];
  return new Map(blocks.map((block, i) => [blocks.length === 1 ? "0" : (blockName(block) ?? String(i)), block]));
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
