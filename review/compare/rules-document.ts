import type { JsonObject } from "../model/json";
import type { Stack } from "../model/stack";

/** The parts of a stack that decide about receipt rules, in the form of a synthesized `cdk.tf.json`. */
export function rulesDocument({ resources, region }: Stack): JsonObject {
  const [resource, data] = [new Map<string, Map<string, JsonObject>>(), new Map<string, Map<string, JsonObject>>()];
  const providers: JsonObject[] = region === undefined ? [] : [{ region }];
  for (const { address, type, block } of resources.values()) {
    if (type === "output" || type === "terraform") continue;
    if (type === "provider") {
      if (/^provider\.aws(?:\.|$)/.test(address)) providers.push(block);
      continue;
    }
    const [section, kind] = type.startsWith("data.") ? [data, type.slice("data.".length)] : [resource, type];
    const blocks = section.get(kind) ?? new Map<string, JsonObject>();
    section.set(kind, blocks.set(nameIn(address, type), block));
  }
  return { resource: toObject(resource), data: toObject(data), provider: { aws: providers } };
}

/** A resource in a module keeps its whole address, because two modules may use the same resource name. */
function nameIn(address: string, type: string): string {
  return address.startsWith(`${type}.`) ? address.slice(type.length + 1) : address;
}

function toObject(section: ReadonlyMap<string, ReadonlyMap<string, JsonObject>>): JsonObject {
  return Object.fromEntries([...section].map(([type, blocks]) => [type, Object.fromEntries(blocks)]));
}
