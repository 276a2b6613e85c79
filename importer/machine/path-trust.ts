import { dirname, join } from "node:path";
import type { Disk, DiskEntry } from "./disk";
import { shellWord } from "../../lib/shell-word";

/** One component of a path. */
export interface PathComponent {
  readonly path: string;
  readonly entry: DiskEntry;
}

export interface WalkedPath {
  /** The directories and symbolic links on the path, from the root directory on. */
  readonly passed: readonly PathComponent[];
  /** The entry to which the path leads; `undefined`: there is none. */
  readonly end: PathComponent | undefined;
}

/** The largest number of links that Linux follows (path_resolution(7)). */
const MAX_LINKS = 40;

/** Follows a path as the kernel does, and returns every component that decides where the path leads. Opens nothing. */
export async function walkPath(disk: Disk, path: string): Promise<WalkedPath> {
  const passed: PathComponent[] = [];
  const names = namesIn(path);
  let at = "/";
  for (let links = 0; links <= MAX_LINKS;) {
    const entry = await disk.inspect(at);
    if (!entry) break;
    const name = names[0];
    if (entry.kind === "link") {
      const target = await disk.readLink(at);
      names.unshift(...namesIn(target));
      passed.push({ path: at, entry });
      at = target.startsWith("/") ? "/" : dirname(at);
      links++;
    } else if (name === undefined) {
      return { passed, end: { path: at, entry } };
    } else {
      names.shift();
      passed.push({ path: at, entry });
      at = join(at, name);
    }
  }
  return { passed, end: undefined };
}

function namesIn(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

/** Why a user other than root and `uid` could redirect the path, and what to do about it; `undefined`: no other user could. */
export function untrustedComponent({ passed }: WalkedPath, uid: number): string | undefined {
  for (const { path, entry } of passed) {
    if (entry.uid !== uid && entry.uid !== 0) {
      const trustedOwners = uid === 0 ? "root" : `root or uid ${uid}`;
      const newOwner = (entry.mode & 0o001) === 0 ? uid : "root"; // the user who can then enter the directory
      return `expected ${path} to belong to ${trustedOwners}, found uid ${entry.uid}; chown -h ${newOwner} ${shellWord(path)}`;
    }
    // In a sticky directory, such as /tmp, an entry can be replaced by its owner only.
    if (entry.kind === "directory" && (entry.mode & 0o1002) === 0o002) {
      return `expected that other users cannot write ${path}, found mode ${asOctal(entry)}; chmod o-w ${shellWord(path)}`;
    }
  }
  return undefined;
}

/** Permission bits as chmod(1) takes them. */
export function asOctal({ mode }: DiskEntry): string {
  return mode.toString(8).padStart(4, "0");
}
