import { systemError } from "../../../../fixtures/system-error";
import type { AppendFile, Disk, DiskEntry, NewFile } from "../../../../importer/machine/disk";
import type { DiskImage } from "./disk-image";
import { ROOT, type Node } from "./disk-image";

/** Performs one step of the importer, or not, as the test decides. */
export type StepRunner = <T>(step: string, perform: () => T) => Promise<T>;

/** Contains the image that the disk and the test share. */
export interface DiskHolder {
  image: DiskImage;
  /** The files that a run has opened, by number, in their order. */
  openFiles: readonly number[];
}

/** A disk in memory with only the guarantees of POSIX, for one user. Each system call is a step. */
export function simulatedDisk(holder: DiskHolder, effect: StepRunner, uid = 0): Disk {
  const step = (operation: string, path: string) => `${operation} ${roleOf(path)}`;
  return {
    create: (path) =>
      effect(step("create", path), () => {
        const { directory, name, node } = look(holder.image, path);
        if (node !== undefined) throw systemError("EEXIST", "open", path);
        const number = addNode(holder, { kind: "file", data: Buffer.alloc(0), synced: 0, uid });
        holder.image = holder.image.withNames(number, [{ directory, name, node: number }]);
        return openFile(holder, effect, path, number);
      }),
    append: (path) =>
      effect(step("open", path), () => openFile(holder, effect, path, existing(holder.image, path, "open"))),
    async *read(path) {
      yield await effect(step("read", path), () => {
        const node = holder.image.nodes.get(existing(holder.image, path, "open"));
        if (node?.kind !== "file") throw systemError("EISDIR", "read", path);
        return node.data;
      });
    },
    rename: (from, to) =>
      effect(`rename ${roleOf(from)} to ${roleOf(to)}`, () => {
        const node = existing(holder.image, from, "rename");
        const [source, target] = [look(holder.image, from), look(holder.image, to)];
        if (target.node !== undefined && (holder.image.entries.get(target.node)?.size ?? 0) > 0) {
          throw systemError("ENOTEMPTY", "rename", to);
        }
        holder.image = holder.image.withNames(node, [
          { directory: source.directory, name: source.name, node: undefined },
          { directory: target.directory, name: target.name, node },
        ]);
      }),
    remove: (path) =>
      effect(step("remove", path), () => {
        const node = existing(holder.image, path, "unlink");
        const { directory, name } = look(holder.image, path);
        holder.image = holder.image.withNames(node, [{ directory, name, node: undefined }]);
      }),
    makeDirectory: (path) => effect(step("make directory", path), () => makeDirectory(holder, path, uid)),
    entries: (path) => effect(step("list", path), () => listDirectory(holder.image, path)),
    inspect: (path) =>
      effect(step("inspect", path), () => {
        const { node } = tryLook(holder.image, path) ?? {};
        return node === undefined ? undefined : toEntry(holder.image.nodes.get(node)!, node);
      }),
    readLink: (path) => Promise.reject(systemError("EINVAL", "readlink", path)),
    syncDirectory: (path) =>
      effect(step("sync directory", path), () => {
        holder.image = holder.image.synced(existing(holder.image, path, "fsync"));
      }),
    fileSystemType: (path) => effect(step("statfs", path), () => 0xef53),
  };
}

/** Makes and syncs a directory before a run. */
export function makeDirectory(holder: DiskHolder, path: string, uid: number): void {
  const { directory, name, node } = look(holder.image, path);
  if (node !== undefined) throw systemError("EEXIST", "mkdir", path);
  const number = addNode(holder, { kind: "directory", uid });
  holder.image = holder.image.withNames(number, [{ directory, name, node: number }]);
}

export function listDirectory(image: DiskImage, path: string): readonly string[] {
  return [...(image.entries.get(existing(image, path, "scandir"))?.keys() ?? [])];
}

/** The same for a directory that may not exist yet. */
export function namesIfThere(image: DiskImage, path: string): readonly string[] {
  return tryLook(image, path)?.node === undefined ? [] : listDirectory(image, path);
}

export function fileIn(image: DiskImage, path: string): Extract<Node, { kind: "file" }> {
  const node = image.nodes.get(existing(image, path, "open"));
  if (node?.kind !== "file") throw systemError("EISDIR", "read", path);
  return node;
}

function openFile(holder: DiskHolder, effect: StepRunner, path: string, number: number): NewFile & AppendFile {
  const index = holder.openFiles.length;
  holder.openFiles = [...holder.openFiles, number];
  const change = (changed: (file: Extract<Node, { kind: "file" }>) => Node) => {
    const number = holder.openFiles[index]!;
    const node = holder.image.nodes.get(number);
    if (node?.kind !== "file") throw systemError("EBADF", "write", path);
    holder.image = holder.image.withNode(number, changed(node));
  };
  const role = roleOf(path);
  const sync = () => effect(`sync ${role}`, () => change((file) => ({ ...file, synced: file.data.length })));
  const append = (bytes: Uint8Array) =>
    effect(`write ${role}`, () => change((file) => ({ ...file, data: Buffer.concat([file.data, bytes]) })));
  return {
    // In two parts, because a signal or a full disk may cut write(2) short.
    async write(bytes) {
      const middle = Math.ceil(bytes.length / 2);
      await append(bytes.subarray(0, middle));
      await append(bytes.subarray(middle));
    },
    setModified: () => effect(`utimes ${role}`, () => undefined),
    sync,
    syncData: sync,
    close: () => effect(`close ${role}`, () => undefined),
  };
}

/** The meaning of a path, for the names of steps, which must not contain random numbers. */
function roleOf(path: string): string {
  if (/\.stage\/[^/]+\/at-[^/]+$/.test(path)) return "stage mark";
  if (/\.stage\/[^/]+\/[^/]+$/.test(path)) return "stage file";
  if (/\.stage\/[^/]+$/.test(path)) return "stage";
  if (/\.stage\.new-[^/]+$/.test(path)) return "prepared stage";
  if (/\.stage\.new-[^/]+\/[^/]+$/.test(path)) return "generation of prepared stage";
  if (/\/new\/[^/]+$/.test(path)) return "message";
  return path.replace(/\d+(?=\.tmp$|$)/, "N").replace(/^.*\/(?=[^/]+\/[^/]+$)/, "");
}

function addNode(holder: DiskHolder, node: Node): number {
  const number = holder.image.nodes.size + 1;
  holder.image = holder.image.withNode(number, node);
  return number;
}

const partsOfPaths = new Map<string, readonly string[]>();

function partsOf(path: string): readonly string[] {
  const parts = partsOfPaths.get(path) ?? path.split("/").filter((part) => part !== "" && part !== ".");
  partsOfPaths.set(path, parts);
  return parts;
}

function tryLook(image: DiskImage, path: string) {
  const parts = partsOf(path);
  const name = parts.at(-1);
  let directory: number | undefined = ROOT;
  if (name === undefined) return { directory: 0, name: "/", node: ROOT };
  for (const part of parts.slice(0, -1))
    directory = directory === undefined ? undefined : image.entries.get(directory)?.get(part);
  if (directory === undefined) return undefined;
  return { directory, name, node: image.entries.get(directory)?.get(name) };
}

function look(image: DiskImage, path: string) {
  const found = tryLook(image, path);
  if (!found) throw systemError("ENOENT", "open", path);
  return found;
}

function existing(image: DiskImage, path: string, call: string): number {
  const node = tryLook(image, path)?.node;
  if (node === undefined) throw systemError("ENOENT", call, path);
  return node;
}

function toEntry(node: Node, inode: number): DiskEntry {
  const common = { uid: node.uid, gid: node.uid, device: 1, inode };
  if (node.kind === "file") return { kind: "file", size: node.data.length, mode: 0o600, ...common };
  return { kind: "directory", size: 0, mode: node.uid === 0 ? 0o755 : 0o700, ...common };
}
