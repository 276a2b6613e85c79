import { dirname, join } from "node:path";
import type { Disk, Entry } from "./disk";
import { shellWord } from "./shell-word";

/** Something that has a path. */
export interface Place {
  readonly path: string;
  readonly entry: Entry;
}

export interface Way {
  /** The directories and symbolic links that are passed, from the root directory on. */
  readonly passed: readonly Place[];
  /** What the path leads to; `undefined`: nothing. */
  readonly end: Place | undefined;
}

/** As many links as Linux follows (path_resolution(7)). */
const MOST_LINKS = 40;

/** Follows a path as the kernel does, and notes everything that decides where it leads. Opens nothing. */
export async function wayTo(disk: Disk, path: string): Promise<Way> {
  const passed: Place[] = [];
  const names = namesIn(path);
  let at = "/";
  for (let links = 0; links <= MOST_LINKS;) {
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

/** Why somebody other than root and this user could make a path lead elsewhere, and what to do; `undefined`: nobody could. */
export function whoElseDecides({ passed }: Way, uid: number): string | undefined {
  for (const { path, entry } of passed) {
    if (entry.uid !== uid && entry.uid !== 0) {
      const wanted = uid === 0 ? "root" : `root or uid ${uid}`;
      const better = (entry.mode & 0o001) === 0 ? uid : "root"; // whoever can enter it then
      return `expected ${path} to belong to ${wanted}, found uid ${entry.uid}; chown -h ${better} ${shellWord(path)}`;
    }
    // In a sticky directory, such as /tmp, an entry can be replaced by its owner only.
    if (entry.kind === "directory" && (entry.mode & 0o1002) === 0o002) {
      return `expected that not everybody can write ${path}, found mode ${asOctal(entry)}; chmod o-w ${shellWord(path)}`;
    }
  }
  return undefined;
}

/** Permission bits as chmod(1) takes them. */
export function asOctal({ mode }: Entry): string {
  return mode.toString(8).padStart(4, "0");
}
