/** A JSON value in which every object is `{"<i>": [values]}`, with its names in `names[i]`: names are half of a list of many objects. */
export interface Packed {
  readonly names: readonly (readonly string[])[];
  readonly value: unknown;
}

/** Stores the property names of equally shaped objects once. `unpack` returns the value as JSON preserves it. */
export function pack(value: unknown): Packed {
  const names: string[][] = [];
  const indexes = new Map<string, number>();
  const packed = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(packed);
    if (typeof part !== "object" || part === null) return part;
    const ownNames = Object.keys(part);
    const key = JSON.stringify(ownNames);
    const index = indexes.get(key) ?? names.push(ownNames) - 1;
    indexes.set(key, index);
    return { [index]: Object.values(part).map(packed) };
  };
  return { names, value: packed(JSON.parse(JSON.stringify(value))) };
}

export function unpack({ names, value }: Packed): unknown {
  const unpacked = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(unpacked);
    if (typeof part !== "object" || part === null) return part;
    const [[index, values]] = Object.entries(part) as [[string, unknown[]]];
    return Object.fromEntries(names[Number(index)]!.map((name, i) => [name, unpacked(values[i])]));
  };
  return unpacked(value);
}
