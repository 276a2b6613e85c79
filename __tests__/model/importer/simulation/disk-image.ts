/** A file or directory, by number. The bytes of a file after `synced` are in memory only. */
export type Node = FileNode | { readonly kind: "directory"; readonly uid: number };

interface FileNode {
  readonly kind: "file";
  readonly data: Buffer;
  readonly synced: number;
  readonly uid: number;
}

/** One atomic operation on names: the node of each name afterwards (`undefined`: none). */
interface NameOperation {
  readonly node: number;
  readonly changes: readonly { readonly directory: number; readonly name: string; readonly node: number | undefined }[];
  /** Whether the operation is on disk, even if an earlier operation is not. */
  readonly durable: boolean;
}

export type Entries = ReadonlyMap<number, ReadonlyMap<string, number>>;

/** The effect of a power cut on unsynced operations on names. */
export type PowerCutModel =
  /** The first operations are kept, in order (ext4, XFS). */
  | "ordered"
  /** Any of them are kept, but of those on one file or name a beginning; each one wholly or not at all. */
  | "weak";

/** The effect of a power cut on unsynced bytes. */
export const UNSYNCED_DATA = ["lost", "kept", "half", "zeros"] as const;
export type UnsyncedData = (typeof UNSYNCED_DATA)[number];

export const ROOT = 1;

/** The state of a file system, on disk and in memory. Immutable. */
export class DiskImage {
  private constructor(
    readonly nodes: ReadonlyMap<number, Node>,
    private readonly onDisk: Entries,
    /** The entries in a running system. */
    readonly entries: Entries,
    private readonly pending: readonly NameOperation[],
  ) {}

  static empty(): DiskImage {
    const entries: Entries = new Map([[ROOT, new Map()]]);
    return new DiskImage(new Map([[ROOT, { kind: "directory", uid: 0 }]]), entries, entries, []);
  }

  withNode(number: number, node: Node): DiskImage {
    return new DiskImage(new Map(this.nodes).set(number, node), this.onDisk, this.entries, this.pending);
  }

  withNames(node: number, changes: NameOperation["changes"]): DiskImage {
    const operation = { node, changes, durable: false };
    return new DiskImage(this.nodes, this.onDisk, applied(this.entries, [operation]), [...this.pending, operation]);
  }

  /** The image after fsync(2) of a directory: its operations and those that they depend on are on disk. */
  synced(directory: number): DiskImage {
    const pending = [...this.pending];
    for (let i = pending.length - 1; i >= 0; i--) {
      const operation = pending[i]!;
      const touches = operation.changes.some((change) => change.directory === directory);
      const isNeeded = pending.slice(i + 1).some((later) => later.durable && dependsOn(later, operation));
      if (touches || isNeeded) pending[i] = { ...operation, durable: true };
    }
    const firstPending = pending.findIndex(({ durable }) => !durable);
    const durable = pending.splice(0, firstPending === -1 ? pending.length : firstPending);
    return new DiskImage(this.nodes, applied(this.onDisk, durable), this.entries, pending);
  }

  /** All possible images after a power cut. */
  afterPowerCut(
    model: PowerCutModel,
    unsyncedData: readonly UnsyncedData[],
    most: number = Number.POSITIVE_INFINITY,
  ): readonly DiskImage[] {
    const hasUnsynced = [...this.nodes.values()].some((node) => node.kind === "file" && node.synced < node.data.length);
    const possible: readonly UnsyncedData[] = hasUnsynced ? unsyncedData : ["kept"];
    const possibleNodes = possible.map((unsynced) => this.nodesAfter(unsynced));
    const images: DiskImage[] = [];
    for (const kept of this.keptOperations(model)) {
      const entries = applied(this.onDisk, kept);
      for (const nodes of possibleNodes) {
        if (images.length === most) return images;
        images.push(new DiskImage(nodes, entries, entries, []));
      }
    }
    return images;
  }

  /** A text that is equal for equal states, without the numbers of files and directories. */
  get canonical(): string {
    const shown = this.shown(this.entries, ROOT, withSynced);
    // Most calls follow a crash, after which both are the same.
    const onDisk = this.onDisk === this.entries ? shown : this.shown(this.onDisk, ROOT, withSynced);
    const pending = this.pending.map(({ changes, durable }) => [
      changes.map(({ directory, name }) => [directory, name]),
      durable,
    ]);
    return `${shown} ${onDisk === shown ? "" : onDisk} ${JSON.stringify(pending)}`;
  }

  /** A text that is equal for equal entries in a running system, on disk or not. */
  get visible(): string {
    return this.shown(this.entries, ROOT, shownFile);
  }

  /** Whether everything is the same, with the same numbers and in the same order. */
  isSameAs({ nodes, onDisk, entries, pending }: DiskImage): boolean {
    return (
      sameMaps(this.nodes, nodes, sameNodes) &&
      sameMaps(this.entries, entries, sameNames) &&
      sameMaps(this.onDisk, onDisk, sameNames) &&
      this.pending.length === pending.length &&
      this.pending.every((operation, index) => sameOperations(operation, pending[index]!))
    );
  }

  private shown(entries: Entries, directory: number, show: (file: FileNode) => string): string {
    let text = "";
    for (const [name, number] of sortedNames(entries.get(directory))) {
      const node = this.nodes.get(number)!;
      text += `${name}:${node.kind === "file" ? show(node) : this.shown(entries, number, show)},`;
    }
    return `{${text}}`;
  }

  private keptOperations(model: PowerCutModel): readonly (readonly NameOperation[])[] {
    const { pending } = this;
    if (model === "ordered") {
      const least = pending.findLastIndex(({ durable }) => durable) + 1;
      return Array.from({ length: pending.length - least + 1 }, (_, more) => pending.slice(0, least + more));
    }
    let choices: NameOperation[][] = [[]];
    for (const operation of pending) {
      choices = choices.flatMap((kept) => {
        const complete = pending
          .slice(0, pending.indexOf(operation))
          .every((earlier) => kept.includes(earlier) || !dependsOn(operation, earlier));
        const withIt = complete ? [[...kept, operation]] : [];
        return operation.durable ? withIt : [kept, ...withIt];
      });
    }
    return choices;
  }

  private nodesAfter(unsynced: UnsyncedData): ReadonlyMap<number, Node> {
    const nodes = new Map(this.nodes);
    for (const [number, node] of nodes) {
      if (node.kind === "directory" || node.synced === node.data.length) continue;
      const data = dataAfter(node.data, node.synced, unsynced);
      nodes.set(number, { ...node, data, synced: data.length });
    }
    return nodes;
  }
}

function dataAfter(data: Buffer, synced: number, unsynced: UnsyncedData): Buffer {
  if (unsynced === "kept") return data;
  if (unsynced === "zeros") return Buffer.concat([data.subarray(0, synced), Buffer.alloc(data.length - synced)]);
  return data.subarray(0, unsynced === "lost" ? synced : Math.floor((synced + data.length) / 2));
}

function applied(entries: Entries, operations: readonly NameOperation[]): Entries {
  if (operations.length === 0) return entries;
  const result = new Map(entries);
  const changed = new Map<number, Map<string, number>>();
  for (const { directory, name, node } of operations.flatMap(({ changes }) => changes)) {
    const names = changed.get(directory) ?? new Map(entries.get(directory));
    changed.set(directory, names);
    result.set(directory, names);
    if (node === undefined) names.delete(name);
    else names.set(name, node);
  }
  return result;
}

function dependsOn(later: NameOperation, earlier: NameOperation): boolean {
  const sharesName = later.changes.some((a) =>
    earlier.changes.some((b) => a.directory === b.directory && a.name === b.name),
  );
  return later.node === earlier.node || sharesName;
}

function sameMaps<K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>, same: (a: V, b: V) => boolean): boolean {
  if (a === b) return true;
  const others = b.entries();
  for (const [key, value] of a) {
    const other = others.next().value;
    if (other?.[0] !== key || !(value === other[1] || same(value, other[1]))) return false;
  }
  return a.size === b.size;
}

function sameNodes(a: Node, b: Node): boolean {
  if (a.kind === "directory" || b.kind === "directory") return a.kind === b.kind && a.uid === b.uid;
  return a.uid === b.uid && a.synced === b.synced && a.data.equals(b.data);
}

const sameNames = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>) =>
  sameMaps(a, b, (one, other) => one === other);

const sameOperations = (a: NameOperation, b: NameOperation) => a === b || JSON.stringify(a) === JSON.stringify(b);

const sorted = new WeakMap<ReadonlyMap<string, number>, readonly (readonly [string, number])[]>();

function sortedNames(names: ReadonlyMap<string, number> | undefined): readonly (readonly [string, number])[] {
  if (!names) return [];
  const known = sorted.get(names) ?? [...names].sort(([a], [b]) => (a < b ? -1 : 1));
  sorted.set(names, known);
  return known;
}

const shownFiles = new WeakMap<FileNode, string>();

function shownFile(file: FileNode): string {
  const known = shownFiles.get(file) ?? JSON.stringify([file.data.toString("latin1"), file.uid]);
  shownFiles.set(file, known);
  return known;
}

const withSynced = (file: FileNode) => `${shownFile(file)}${file.synced}`;
