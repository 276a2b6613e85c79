import { type Alias, isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import type { SourceFault } from "../problem";

/** More values than any settings file without aliases has; a few nested aliases can expand to any number. */
const MAX_VALUES = 250_000;

const PROTO_ADVICE = "an address of this name can stand in the addresses of a mailbox";

interface Anchored {
  readonly node: Node;
  readonly value: unknown;
  readonly size: number;
}

/** The plain values of a YAML document, each with its node. */
export class YamlValues {
  /** Duplicate keys, aliases without an anchor, and aliases that expand to too many values. */
  readonly faults: SourceFault[] = [];
  /** `undefined`: the document has faults that make its values unusable. */
  readonly value: unknown;
  readonly #root: unknown;
  readonly #pairs = new Map<YAMLMap, Map<string, Pair>>();
  readonly #anchors = new Map<string, Anchored>();
  readonly #targets = new Map<Alias, Node>();
  /** Number of values so far, as if every alias were written out. */
  #size = 0;

  constructor(root: unknown) {
    this.#root = root;
    const value = this.#convert(root);
    if (this.#size <= MAX_VALUES) this.value = value;
    else this.#fault(root, `more than ${MAX_VALUES} values, counting what its aliases repeat`, "fewer values");
  }

  /** The offset of the value at this path (or of its key), or of the deepest part of the path that exists. */
  offsetOf(path: readonly PropertyKey[], part?: "key"): number {
    let [key, node]: [unknown, unknown] = [undefined, this.#resolve(this.#root)];
    for (const step of path) {
      const pair = isMap(node) ? this.#pairs.get(node)?.get(String(step)) : undefined;
      const next = isSeq(node) ? node.items[Number(step)] : pair?.value;
      if (!pair && next === undefined) return startOf(node, key);
      [key, node] = [pair?.key, this.#resolve(next)];
    }
    return part === "key" && key ? startOf(key) : startOf(node, key);
  }

  /** The text of a scalar in the file, such as `0123` for the value 123. */
  sourceOf(path: readonly PropertyKey[]): string | undefined {
    const node = this.#nodeAt(path);
    return isScalar(node) ? node.source : undefined;
  }

  isQuoted(path: readonly PropertyKey[]): boolean {
    const node = this.#nodeAt(path);
    return isScalar(node) && (node.type === "QUOTE_SINGLE" || node.type === "QUOTE_DOUBLE");
  }

  #nodeAt(path: readonly PropertyKey[]): unknown {
    let node = this.#resolve(this.#root);
    for (const step of path) {
      const next = isSeq(node)
        ? node.items[Number(step)]
        : isMap(node)
          ? this.#pairs.get(node)?.get(String(step))?.value
          : undefined;
      node = this.#resolve(next);
    }
    return node;
  }

  #convert(node: unknown): unknown {
    this.#size += 1;
    if (isAlias(node)) return this.#follow(node);
    if (!isScalar(node) && !isCollection(node)) return null;
    if (node.anchor === undefined) return this.#plainValue(node);
    const before = this.#size;
    // The size is infinite until the node's end is reached: an alias inside the node, to the node itself, would never
    // end.
    this.#anchors.set(node.anchor, { node, value: undefined, size: Infinity });
    const value = this.#plainValue(node);
    this.#anchors.set(node.anchor, { node, value, size: this.#size - before });
    return value;
  }

  #plainValue(node: Node): unknown {
    if (isMap(node)) return this.#mapping(node);
    if (isSeq(node)) return node.items.map((item) => this.#convert(item));
    return isScalar(node) ? node.value : null;
  }

  #mapping(map: YAMLMap): Record<string, unknown> {
    const pairs = new Map<string, Pair>();
    for (const pair of map.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : "";
      if (pairs.has(key)) this.#fault(pair.key, `the key ${JSON.stringify(key)} a second time`, "each key once");
      // zod leaves this key out of its output (packages/zod/src/v4/core/schemas.ts), so that an alias of this name would be lost.
      else if (key === "__proto__") this.#fault(pair.key, `the key "${key}"`, "another key", PROTO_ADVICE);
      else pairs.set(key, pair);
    }
    this.#pairs.set(map, pairs);
    // The object has no prototype, so that no key is special.
    const values = Object.create(null) as Record<string, unknown>;
    for (const [key, { value }] of pairs) values[key] = this.#convert(value);
    return values;
  }

  #follow(alias: Alias): unknown {
    const anchored = this.#anchors.get(alias.source);
    if (!anchored) {
      const advice = "put a text that begins with * in quotes";
      this.#fault(alias, `*${alias.source}`, `an anchor &${alias.source} above it`, advice);
      return undefined;
    }
    this.#targets.set(alias, anchored.node);
    this.#size += anchored.size;
    return anchored.value;
  }

  #resolve(node: unknown): unknown {
    return isAlias(node) ? this.#targets.get(node) : node;
  }

  #fault(node: unknown, found: string, expected: string, advice?: string): void {
    this.faults.push({ offset: startOf(node), found, expected, advice });
  }
}

/** The offset of a node; an absent value has the offset of its key. */
function startOf(node: unknown, key?: unknown): number {
  const absent = node === undefined || node === null || (isScalar(node) && node.range?.[0] === node.range?.[1]);
  const visible = absent && key ? key : node;
  return (isScalar(visible) || isCollection(visible) || isAlias(visible) ? visible.range?.[0] : undefined) ?? 0;
}
