/** A file or directory, by number. What a file has beyond `synced` bytes is in memory only. */
export type Node = FileNode | { readonly kind: "directory"; readonly uid: number };

interface FileNode {
  readonly kind: "file";
  readonly data: Buffer;
  readonly synced: number;
  readonly uid: number;
}

/** One operation on names, atomic: what each name stands for afterwards (`undefined`: nothing). */
interface NameOperation {
  readonly node: number;
  readonly changes: readonly { readonly directory: number; readonly name: string; readonly node: number | undefined }[];
  /** On disk, although an earlier one may not be. */
  readonly durable: boolean;
}

export type Entries = ReadonlyMap<number, ReadonlyMap<string, number>>;

/** What a power cut does with the operations on names that were not synced. */
export type PowerCutModel =
  /** A beginning of them is kept, in their order (ext4, XFS). */
  | "ordered"
  /** Any of them are kept, but of those on one file or name a beginning; each one wholly or not at all. */
  | "weak";

/** What a power cut leaves of bytes that were not synced. */
export const UNSYNCED_DATA = ["lost", "kept", "half", "zeros"] as const;
export type UnsyncedData = (typeof UNSYNCED_DATA)[number];

export const ROOT = 1;

/** The whole state of a file system: what is on disk, and what is in memory only. Never changed, only replaced. */
export class DiskImage {
  private constructor(
    readonly nodes: ReadonlyMap<number, Node>,
    private readonly onDisk: Entries,
    /** What a running system shows. */
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
    return new DiskImage(this.nodes, this.onDisk, applied(this.entries, operation), [...this.pending, operation]);
  }

  /** What fsync(2) of a directory guarantees: the operations that touch it, and those that they build upon. */
  synced(directory: number): DiskImage {
    const pending = [...this.pending];
    for (let i = pending.length - 1; i >= 0; i--) {
      const operation = pending[i]!;
      const touches = operation.changes.some((change) => change.directory === directory);
      const isNeeded = pending.slice(i + 1).some((later) => later.durable && dependsOn(later, operation));
      if (touches || isNeeded) pending[i] = { ...operation, durable: true };
    }
    let onDisk = this.onDisk;
    while (pending[0]?.durable) onDisk = applied(onDisk, pending.shift()!);
    return new DiskImage(this.nodes, onDisk, this.entries, pending);
  }

  /** Everything that may be found after a power cut now. */
  afterPowerCut(model: PowerCutModel, unsyncedData: readonly UnsyncedData[]): readonly DiskImage[] {
    const hasUnsynced = [...this.nodes.values()].some((node) => node.kind === "file" && node.synced < node.data.length);
    const possible: readonly UnsyncedData[] = hasUnsynced ? unsyncedData : ["kept"];
    return this.keptOperations(model).flatMap((kept) => {
      const entries = kept.reduce(applied, this.onDisk);
      return possible.map((unsynced) => new DiskImage(this.nodesAfter(unsynced), entries, entries, []));
    });
  }

  /** The same text for the same state: numbers of files and directories, which are counted, do not occur in it. */
  get canonical(): string {
    const shown = this.shown(this.entries, ROOT, withSynced);
    // They are the same after a crash, where this is asked most.
    const onDisk = this.onDisk === this.entries ? shown : this.shown(this.onDisk, ROOT, withSynced);
    const pending = this.pending.map(({ changes, durable }) => [
      changes.map(({ directory, name }) => [directory, name]),
      durable,
    ]);
    return `${shown} ${onDisk === shown ? "" : onDisk} ${JSON.stringify(pending)}`;
  }

  /** The same text for what a running system shows, whether or not it is on disk. */
  get visible(): string {
    return this.shown(this.entries, ROOT, shownFile);
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

function applied(entries: Entries, { changes }: NameOperation): Entries {
  const result = new Map(entries);
  for (const { directory, name, node } of changes) {
    const names = new Map(result.get(directory));
    if (node === undefined) names.delete(name);
    else names.set(name, node);
    result.set(directory, names);
  }
  return result;
}

function dependsOn(later: NameOperation, earlier: NameOperation): boolean {
  const sharesName = later.changes.some((a) =>
    earlier.changes.some((b) => a.directory === b.directory && a.name === b.name),
  );
  return later.node === earlier.node || sharesName;
}

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
