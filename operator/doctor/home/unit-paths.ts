import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../../../lib/errors";
import { lastValue, listedWords, type UnitSettings } from "./unit-files";

/** ProtectHome= (systemd.exec(5)). */
const HOMES = ["/home", "/root", "/run/user"];

/** The restrictions that a unit must lift so that its processes can write to directories. */
export interface UnitPaths {
  /** Directories for ReadWritePaths=. */
  readonly readWritePaths: readonly string[];
  /** Whether ProtectHome= must be lifted, because a directory is in a home. */
  readonly protectHome: boolean;
}

/** @param root prefix of each path, for tests; "" on the machine itself */
export async function missingPaths(
  unit: UnitSettings,
  directories: readonly string[],
  root: string,
): Promise<UnitPaths> {
  const real = (path: string) => realPath(root, path);
  const isBelow = (path: string, other: string) => path === other || path.startsWith(`${other.replace(/\/$/, "")}/`);
  const realPaths = await Promise.all(directories.map(async (path) => ({ path, real: await real(path) })));

  const homes = await Promise.all(HOMES.map(real));
  const inHomes = realPaths.some((each) => homes.some((home) => isBelow(each.real, home)));
  const hidesHomes = !/^(?:no|false|off|0)?$/i.test(lastValue(unit, "ProtectHome") ?? "no");

  const isStrict = lastValue(unit, "ProtectSystem") === "strict";
  const stateDirectories = listedWords(unit, "StateDirectory").map((name) => `/var/lib/${name.split(":")[0]}`);
  const listed = listedWords(unit, "ReadWritePaths").map((path) => path.replace(/^[-+]+/, ""));
  const writable = await Promise.all([...listed, ...stateDirectories].map(real));
  const readOnly = realPaths.filter((each) => !writable.some((path) => isBelow(each.real, path)));
  return {
    readWritePaths: isStrict ? commonDirectories(readOnly.map(({ path }) => path)) : [],
    protectHome: inHomes && hidesHomes,
  };
}

/**
 * Replaces all directories that share a top-level directory by their deepest common directory, so that another mailbox
 * needs no change.
 */
function commonDirectories(paths: readonly string[]): readonly string[] {
  const groups = new Map<string, string>();
  for (const path of paths) {
    const first = path.split("/")[1]!;
    const before = groups.get(first);
    groups.set(first, before === undefined ? path : commonDirectory(before, path));
  }
  return [...groups.values()].sort();
}

function commonDirectory(a: string, b: string): string {
  const parts = b.split("/");
  const common = a.split("/").findIndex((part, at) => part !== parts[at]);
  return common === -1 ? a : parts.slice(0, common).join("/");
}

/** The real path, or the path unchanged if it does not exist yet. */
async function realPath(root: string, path: string): Promise<string> {
  return realpath(root + path).catch((error: unknown) => {
    if (!hasCode(error, "ENOENT")) throw error;
    return join(root, path);
  });
}
