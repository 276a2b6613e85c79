import { type Alias, isAlias, isCollection, isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import type { Finding } from "./problem";

/** More than 200 rules of 500 addresses hold. A few aliases to aliases can claim to be any number of values. */
const mostValues = 200_000;

export type Path = readonly PropertyKey[];

interface Anchored {
  readonly node: Node;
  readonly value: unknown;
  readonly size: number;
}

/** The plain values of a YAML document, and the way back from a path to its place in the text. */
export class YamlValues {
  /** Duplicate keys, aliases that lead nowhere, alias bombs. */
  readonly faults: Finding[] = [];
  /** `undefined` when the document must not be looked at. */
  readonly value: unknown;
  readonly #anchors = new Map<string, Anchored>();
  readonly #targets = new Map<Alias, Node>();
  /** Values seen so far, as if every alias were written out. */
  #size = 0;

  constructor(readonly root: unknown) {
    const value = this.#convert(root);
    if (this.#size <= mostValues) this.value = value;
    else this.#fault(root, `more than ${mostValues} values, counting what its aliases repeat`, "fewer values");
  }

  /** Where the value at this path starts (with `key`: where its key does), or the deepest part of the path that exists. */
  offsetOf(path: Path, part: "key" | "value" = "value"): number {
    let [key, node]: [unknown, unknown] = [undefined, this.#resolve(this.root)];
    for (const step of path) {
      const pair = isMap(node) ? pairOf(node, step) : undefined;
      const next = isSeq(node) ? node.items[Number(step)] : pair?.value;
      if (!pair && next === undefined) return start(node, key);
      [key, node] = [pair?.key, this.#resolve(next)];
    }
    return part === "key" && key ? start(key) : start(node, key);
  }

  #convert(node: unknown): unknown {
    this.#size += 1;
    if (isAlias(node)) return this.#follow(node);
    if (!isScalar(node) && !isCollection(node)) return node;
    if (node.anchor === undefined) return this.#plainValue(node);
    const before = this.#size;
    this.#anchors.set(node.anchor, { node, value: undefined, size: Infinity });
    const value = this.#plainValue(node);
    this.#anchors.set(node.anchor, { node, value, size: this.#size - before });
    return value;
  }

  #plainValue(node: Node): unknown {
    if (isMap(node)) return this.#mapping(node);
    if (isSeq(node)) return node.items.map((item) => this.#convert(item));
    return isScalar(node) ? node.value : undefined;
  }

  #mapping(map: YAMLMap): Record<string, unknown> {
    // Without a prototype, so that no key is special.
    const values = Object.create(null) as Record<string, unknown>;
    for (const { key, value } of map.items) {
      const name = keyName(key);
      if (name in values) this.#fault(key, `the key ${JSON.stringify(name)} a second time`, "each key once");
      else values[name] = this.#convert(value);
    }
    return values;
  }

  /** An anchor that is still open has no size yet: an alias to it would never end. */
  #follow(alias: Alias): unknown {
    const anchored = this.#anchors.get(alias.source);
    if (!anchored) {
      this.#fault(alias, `*${alias.source}`, `an anchor &${alias.source} above it`);
      return undefined;
    }
    this.#targets.set(alias, anchored.node);
    this.#size += anchored.size;
    return anchored.value;
  }

  #resolve(node: unknown): unknown {
    return isAlias(node) ? this.#targets.get(node) : node;
  }

  #fault(node: unknown, found: string, expected: string): void {
    this.faults.push({ offset: start(node), found, expected });
  }
}

const keyName = (key: unknown): string => (isScalar(key) ? String(key.value) : "");

const pairOf = (map: YAMLMap, step: PropertyKey) => map.items.find(({ key }) => keyName(key) === String(step));

/** Where a node starts; a value that is not written at all has its key's place. */
function start(node: unknown, key?: unknown): number {
  const visible = key && (node === undefined || (isScalar(node) && node.range?.[0] === node.range?.[1])) ? key : node;
  return (isScalar(visible) || isCollection(visible) || isAlias(visible) ? visible.range?.[0] : undefined) ?? 0;
}
