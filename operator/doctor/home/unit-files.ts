import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../../../lib/errors";

/** Unit directories; an earlier directory takes precedence over a later one (systemd.unit(5)). */
export const UNIT_DIRECTORIES = [
  "/etc/systemd/system",
  "/usr/local/lib/systemd/system",
  "/usr/lib/systemd/system",
  "/lib/systemd/system",
];

/** The settings of a unit and of its drop-ins, in the order in which systemd reads them. */
export type UnitSettings = readonly (readonly [name: string, value: string])[];

/** Reads files only, so that the result does not depend on a running systemd. `undefined`: no such unit. */
export async function readUnit(root: string, name: string, exceptDropIn?: string): Promise<UnitSettings | undefined> {
  const names = [...new Set([name, name.replace(/@[^.]+/, "@")])];
  const unit = await firstText(
    names.flatMap((each) => UNIT_DIRECTORIES.map((directory) => join(root, directory, each))),
  );
  if (unit === undefined) return undefined;
  const dropIns = new Map<string, string>();
  for (const each of names)
    for (const directory of UNIT_DIRECTORIES) {
      const folder = join(root, directory, `${each}.d`);
      for (const file of await namesIn(folder))
        if (file.endsWith(".conf") && file !== exceptDropIn && !dropIns.has(file))
          dropIns.set(file, join(folder, file));
    }
  const paths = [...dropIns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
  const texts = [unit, ...(await Promise.all(paths.map((path) => readFile(path, "utf8"))))];
  return texts.flatMap(settingsIn);
}

/** The last value of a setting; `undefined`: it is not set. */
export function lastValue(unit: UnitSettings, name: string): string | undefined {
  return unit.filter((setting) => setting[0] === name).at(-1)?.[1];
}

/**
 * The words of all values of a setting; an empty value discards the values before it (systemd.syntax(7), "Quoting").
 */
export function listedWords(unit: UnitSettings, name: string): readonly string[] {
  const values = unit.filter((setting) => setting[0] === name).map(([, value]) => value);
  return values.slice(values.lastIndexOf("") + 1).flatMap(wordsIn);
}

/** Quotes a word for a setting whose value is a list of words. */
export function quotedWord(word: string): string {
  const escaped = word.replaceAll("%", "%%").replaceAll(/["\\]/g, "\\$&");
  return /[\s"'\\]/.test(word) ? `"${escaped}"` : escaped;
}

function wordsIn(value: string): readonly string[] {
  const words = [...value.matchAll(/"((?:[^"\\]|\\.)*)"|\S+/g)];
  return words.map(([word, quoted]) => (quoted ?? word).replaceAll(/\\(.)/g, "$1").replaceAll("%%", "%"));
}

function settingsIn(text: string): UnitSettings {
  const lines = text.split("\n").filter((line) => !/^\s*[#;]/.test(line));
  return lines
    .join("\n")
    .replaceAll("\\\n", " ")
    .split("\n")
    .flatMap((line) => {
      const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value!] as const];
    });
}

async function firstText(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const text = await readFile(path, "utf8").catch((error: unknown) => {
      if (!hasCode(error, "ENOENT")) throw error;
    });
    if (text !== undefined) return text;
  }
  return undefined;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (!hasCode(error, "ENOENT")) throw error;
    return [];
  });
}
