import { UsageError } from "../../../lib/usage-error";
import type { HeldInStore, RunState } from "../run-state";

/** The name of a message in commands and texts: `bucket/key`. */
export function nameOfHeld({ bucket, key }: Pick<HeldInStore, "bucket" | "key">): string {
  return `${bucket}/${key}`;
}

/** Names of held messages in an error about an unknown name. */
const MAX_NAMES_SUGGESTED = 10;

/** The held messages of these names. Throws `UsageError` for a name that no held message has. */
export function findHeld(state: RunState | undefined, names: readonly string[]): readonly HeldInStore[] {
  const held = state?.store?.held ?? [];
  const byName = new Map(held.map((message) => [nameOfHeld(message), message]));
  return [...new Set(names)].map((name) => {
    const message = byName.get(name);
    if (message) return message;
    const known = [...byName.keys()].slice(0, MAX_NAMES_SUGGESTED).join(", ");
    throw new UsageError(
      `expected a message that the last import has held (${known || "it has held none"}), found ${name}; ` +
        "standby-mx held list names all of them",
    );
  });
}
