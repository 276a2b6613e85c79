import type { Dirent } from "node:fs";
import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { compareKeys } from "./key-order";
import { hasCode } from "../lib/errors";

/** Names of one directory in memory at a time; a directory with more names is read several times. */
const MAX_NAMES_IN_MEMORY = 65_536;

/**
 * The keys of the regular files below a directory that start with the prefix, in key order. Memory does not grow with
 * the number of files: a directory is read once for each `maxNames` names.
 */
export async function* keysInOrder(
  root: string,
  prefix: string,
  maxNames = MAX_NAMES_IN_MEMORY,
): AsyncGenerator<string> {
  yield* keysBelow("");

  async function* keysBelow(parent: string): AsyncGenerator<string> {
    const mayMatch = (name: string) =>
      (parent + name).startsWith(prefix) || (name.endsWith("/") && prefix.startsWith(parent + name));
    let after: string | undefined;
    do {
      const names = await nextNames(entriesOf(root, parent), after, maxNames, mayMatch);
      for (const name of names) {
        if (name.endsWith("/")) yield* keysBelow(parent + name);
        else yield parent + name;
      }
      after = names.length < maxNames ? undefined : names.at(-1);
    } while (after !== undefined);
  }
}

/**
 * The first `count` names after `after` for which `isWanted` is true, in key order; a directory's name ends in a slash.
 */
async function nextNames(
  entries: AsyncIterable<Dirent>,
  after: string | undefined,
  count: number,
  isWanted: (name: string) => boolean,
): Promise<readonly string[]> {
  let names: string[] = [];
  const keepSmallest = () => (names = names.sort(compareKeys).slice(0, count));
  for await (const entry of entries) {
    if (!entry.isFile() && !entry.isDirectory()) continue;
    // The slash is part of the name in the key order: the key "a.txt" comes before "a/b".
    const name = entry.isDirectory() ? `${entry.name}/` : entry.name;
    if (!isWanted(name) || (after !== undefined && compareKeys(name, after) <= 0)) continue;
    if (names.push(name) >= 2 * count) keepSmallest();
  }
  return keepSmallest();
}

async function* entriesOf(root: string, parent: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(join(root, parent), { bufferSize: 512 });
  } catch (error) {
    // A directory that was removed since its name was read has no objects; a missing bucket is an error.
    if (parent === "" || !hasCode(error, "ENOENT")) throw error;
  }
}
