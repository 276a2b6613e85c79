import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { InstalledFile } from "./files";
import { hashAt, hashOf, MANIFEST_PATH, readManifest, type Manifest } from "./manifest";

/**
 * The result for one file. `edited`: the file differs from the text that an earlier install wrote, and was not changed.
 */
export interface FileChange {
  readonly path: string;
  readonly change: "written" | "replaced" | "unchanged" | "removed" | "edited";
}

/** Writes the files below a root directory. Does not change edited files, nor files that `install` did not write. */
export function install(root: string, version: string, files: readonly InstalledFile[]): readonly FileChange[] {
  const before = readManifest(root)?.files ?? {};
  const hashes: Record<string, string> = {};
  const changes = files.map((file): FileChange => {
    const hash = hashOf(file.content);
    const change = changeOf(hashAt(join(root, file.path)), before[file.path], hash);
    if (change === "written" || change === "replaced") writeFile(join(root, file.path), file);
    if (change !== "edited") hashes[file.path] = hash;
    else if (before[file.path] !== undefined) hashes[file.path] = before[file.path]!;
    return { path: file.path, change };
  });
  const former = Object.entries(before).filter(([path]) => files.every((file) => file.path !== path));
  const removed = former.map(([path, hash]) => removeUnedited(root, path, hash));
  writeManifest(root, { version, files: hashes });
  return [...changes, ...removed.filter((change) => change !== undefined)];
}

/** Removes the files that `install` wrote; edited files stay. */
export function uninstall(root: string): readonly FileChange[] {
  const manifest = readManifest(root);
  if (manifest === undefined) return [];
  const changes = Object.entries(manifest.files).map(([path, hash]) => removeUnedited(root, path, hash));
  rmSync(join(root, dirname(MANIFEST_PATH)), { recursive: true });
  return changes.filter((change) => change !== undefined);
}

/** Writes the file tree of a package: replaces existing files, and writes no manifest. */
export function writeInstalledFiles(root: string, files: readonly InstalledFile[]): void {
  for (const file of files) writeFile(join(root, file.path), file);
}

function changeOf(found: string | undefined, installed: string | undefined, wanted: string): FileChange["change"] {
  if (found === undefined) return "written";
  if (found === wanted) return "unchanged";
  return found === installed ? "replaced" : "edited";
}

function removeUnedited(root: string, path: string, hash: string): FileChange | undefined {
  const found = hashAt(join(root, path));
  if (found === undefined) return undefined;
  if (found !== hash) return { path, change: "edited" };
  rmSync(join(root, path));
  return { path, change: "removed" };
}

function writeManifest(root: string, manifest: Manifest): void {
  const content = `${JSON.stringify(manifest, null, 2)}\n`;
  writeFile(join(root, MANIFEST_PATH), { path: MANIFEST_PATH, mode: 0o644, content });
}

/** Replaces a file by a rename, so that a unit that starts meanwhile never reads half a program. */
function writeFile(path: string, { mode, content }: InstalledFile): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  try {
    writeFileSync(unfinished, content);
    chmodSync(unfinished, mode);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
