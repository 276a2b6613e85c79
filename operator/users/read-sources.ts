import { readFile } from "node:fs/promises";
import { readPostfix } from "./postfix/read-postfix";
import { mergeReadings, type Reading } from "./reading";
import { programOutput } from "./run-program";
import type { AddressSource } from "./source";
import { SourceError } from "./source-error";
import { parseAddressList } from "./sources/address-list";
import { readDovecot } from "./sources/read-dovecot";
import { readPasswdSource } from "./sources/read-passwd";

export const SOURCE_NAMES = ["postfix", "passwd", "dovecot", "file", "command"] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

export interface SourceOptions {
  readonly from: readonly SourceName[];
  readonly postfixConfig?: string | undefined;
  readonly dovecotConfig?: string | undefined;
  /** The list of `file`; without `file`, the passwd-files of `dovecot`. */
  readonly files?: readonly string[];
  readonly command?: readonly string[];
  readonly mapPrograms?: ReadonlyMap<string, string>;
}

/** Reads all sources and merges them; `domains`: the domains of users that a source names without a domain. */
export async function readSources(options: SourceOptions, domains: readonly string[]): Promise<AddressSource> {
  const sources = await Promise.all(options.from.map((name) => readSource(name, options, domains)));
  const reading = mergeReadings(sources.map((source) => source.reading));
  const postfix = sources.find((source) => source.postfix !== undefined);
  return { ...postfix, reading };
}

async function readSource(
  name: SourceName,
  options: SourceOptions,
  domains: readonly string[],
): Promise<AddressSource> {
  const { postfixConfig, dovecotConfig, files = [], command = [], mapPrograms = new Map<string, string>() } = options;
  switch (name) {
    case "postfix":
      return readPostfix({ configDirectory: postfixConfig, mapPrograms });
    case "passwd":
      return { reading: await readPasswdSource(domains) };
    case "dovecot": {
      const passwdFiles = options.from.includes("file") ? [] : files;
      return { reading: await readDovecot(domains, { configFile: dovecotConfig, passwdFiles }) };
    }
    case "file":
      if (files.length === 0) throw new SourceError("expected --file PATH with --from file, found none");
      return { reading: mergeReadings(await Promise.all(files.map((file) => readList(file, domains)))) };
    case "command": {
      const [program, ...args] = command;
      if (program === undefined) throw new SourceError("expected --command PROGRAM with --from command, found none");
      const printed = await programOutput([program, ...args]);
      return { reading: parseAddressList(printed, program, domains) };
    }
  }
}

async function readList(file: string, domains: readonly string[]): Promise<Reading> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new SourceError(`expected a list of addresses, found ${error.message}`);
  });
  return parseAddressList(text, file, domains);
}
