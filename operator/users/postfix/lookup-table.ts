import type { PasswdUser } from "../sources/passwd";
import { programOutput, runProgram } from "../run-program";
import { SourceError } from "../source-error";
import { inDirectory } from "./parameters";

export interface TableContext {
  readonly configDirectory: string | undefined;
  readonly users: readonly PasswdUser[];
  /** Programs that print the content of tables that Postfix cannot list, keyed by the table's name. */
  readonly mapPrograms: ReadonlyMap<string, string>;
}

/** One lookup table of Postfix, such as `hash:/etc/aliases`. */
export interface LookupTable {
  readonly name: string;
  /** The content of the table; `undefined`: Postfix can only look up single keys. */
  readonly entries: ReadonlyMap<string, string> | undefined;
  /** Whether partial keys (a local part, `@domain`) are looked up; not in tables of patterns (regexp_table(5)). */
  readonly fixed: boolean;
  /** Why single keys cannot be looked up either. */
  readonly failure: string | undefined;
  /** `undefined`: the table has no such key, or the key was not looked up yet; then `askMissed` looks it up. */
  find(key: string): string | undefined;
  /** The first address, in order, that has a value; `undefined`: none has, or the content is not known. */
  firstAddressWith(value: string): string | undefined;
  /** Looks up the keys that `find` missed; returns whether there were any. */
  askMissed(): Promise<boolean>;
}

/** Types whose tables Postfix asks for whole addresses only (DICT_FLAG_PATTERN in Postfix's sources). */
const PATTERN_TYPES = new Set(["cidr", "fail", "pcre", "randmap", "regexp", "socketmap", "tcp"]);
/** Table types that implement "first" and "next", so that `postmap -s` lists their content (postmap(1)). */
const LISTED_TYPES = new Set(["hash", "btree", "dbm", "sdbm", "lmdb", "cdb", "texthash", "inline"]);

/**
 * Reads a table. `proxy:` is left out: as root the table itself is readable, and the proxymap server need not run.
 * Alias databases are read by postalias(1), because postmap(1) reads their keys in another form.
 */
export async function openTable(written: string, isAlias: boolean, context: TableContext): Promise<LookupTable> {
  const name = written.replace(/^proxy:/, "");
  const type = name.slice(0, name.indexOf(":"));
  const tool = isAlias ? "postalias" : "postmap";
  const listing = await list(name, type, tool, context);
  const values = new Map<string, string | undefined>(listing?.entries);
  const missed = new Set<string>();
  let failure = listing?.failure;
  const fixed = !isPattern(name);
  let firstAddresses: ReadonlyMap<string, string> | undefined;
  return {
    name: written,
    entries: listing?.entries,
    fixed,
    get failure() {
      return failure;
    },
    find(key) {
      if (!values.has(key) && listing?.entries === undefined && failure === undefined) missed.add(key);
      return values.get(key);
    },
    firstAddressWith(value) {
      firstAddresses ??= firstAddressOfValues(listing?.entries ?? new Map());
      return firstAddresses.get(value);
    },
    async askMissed() {
      if (missed.size === 0) return false;
      const found = await query(name, tool, [...missed], context.configDirectory);
      if (typeof found === "string") failure = found;
      else for (const key of missed) values.set(key, found.get(key));
      missed.clear();
      return true;
    },
  };
}

/** The first address, in order, of each value; `@domain` is no address. */
function firstAddressOfValues(entries: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const [key, value] of entries) {
    const known = first.get(value);
    if (!key.startsWith("@") && (known === undefined || key < known)) first.set(value, key);
  }
  return first;
}

/** The first table of a union or a pipe decides (dict_union.c, dict_pipe.c). */
function isPattern(name: string): boolean {
  const [, type = "", rest = ""] = /^([^:]*):(.*)$/s.exec(name) ?? [];
  const isComposed = type === "unionmap" || type === "pipemap";
  return isComposed ? isPattern(rest.replace(/^\{[\s,]*/, "").replace(/^proxy:/, "")) : PATTERN_TYPES.has(type);
}

/** The output format of a key and its value, by tool. */
const LINES = { postmap: /^(.+?)\t(.*)$/, postalias: /^(.+?):\t(.*)$/ } as const;

interface Listing {
  readonly entries?: ReadonlyMap<string, string>;
  readonly failure?: string;
}

async function list(
  name: string,
  type: string,
  tool: "postmap" | "postalias",
  { users, mapPrograms, configDirectory }: TableContext,
): Promise<Listing | undefined> {
  const program = mapPrograms.get(name);
  if (program !== undefined) {
    const entries = parseListing(await programOutput([program]), /^(\S+)\s+(.*)$/);
    if (entries.size > 0) return { entries };
    throw new SourceError(`expected ${program} to print what ${name} holds, found nothing`);
  }
  if (name === "unix:passwd.byname") return { entries: new Map(users.map(({ user }) => [user.toLowerCase(), user])) };
  if (!LISTED_TYPES.has(type)) return undefined;
  const { exitCode, stdout, stderr } = await runProgram([tool, ...inDirectory(configDirectory), "-s", name]);
  if (exitCode === 0) return { entries: parseListing(stdout, LINES[tool]) };
  return { failure: lastLine(stderr) };
}

/** The keys `@` and `YP_…` are marks of an alias database, not names. */
function parseListing(printed: string, line: RegExp): Map<string, string> {
  const entries = new Map<string, string>();
  for (const text of printed.split("\n")) {
    const [, key, value] = line.exec(text) ?? [];
    if (key === undefined || key === "@" || key.startsWith("YP_")) continue;
    entries.set(key.toLowerCase(), value ?? "");
  }
  return entries;
}

/** The keys that were found, with their values; a text: why the table could not be asked. */
async function query(
  name: string,
  tool: "postmap" | "postalias",
  keys: readonly string[],
  configDirectory: string | undefined,
): Promise<ReadonlyMap<string, string> | string> {
  const command: [string, ...string[]] = [tool, ...inDirectory(configDirectory), "-q", "-", name];
  const { exitCode, stdout, stderr } = await runProgram(
    command,
    `${keys.filter((key) => key !== "" && !key.includes("\n")).join("\n")}\n`,
  );
  // Exit code 1 without an error: none of the keys was found (postmap(1)). Warnings do not keep Postfix from asking the table: of a
  // line that it ignores, or that IPv6 is off.
  const error = stderr.split("\n").find((line) => /\b(?:fatal|error|panic): /.test(line));
  if (exitCode === 0 || (exitCode === 1 && error === undefined)) return parseFound(stdout, LINES[tool]);
  return error ?? lastLine(stderr);
}

function parseFound(printed: string, line: RegExp): Map<string, string> {
  return new Map(
    printed.split("\n").flatMap((text): [string, string][] => {
      const [, key, value] = line.exec(text) ?? [];
      return key === undefined ? [] : [[key, value ?? ""]];
    }),
  );
}

const lastLine = (printed: string): string => printed.trim().split("\n").at(-1) ?? "";
