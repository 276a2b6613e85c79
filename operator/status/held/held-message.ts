import type { Disk } from "../../../importer/machine/disk";
import { nameOfMessage } from "../../../importer/message/model";
import { printable } from "../../../lib/text";
import { UsageError } from "../../../lib/usage-error";
import type { HeldInStore, RunState, StoreCount } from "../run-state";
import { readRunState, StateFileError, stateFileIn } from "../state-file";

/** The record of the last import, with the held messages. Throws `StateFileError` if there is no such record. */
export async function readHeld(disk: Disk, stateDirectory: string): Promise<RunState & { readonly store: StoreCount }> {
  const state = await readRunState(disk, stateDirectory);
  const store = state?.store;
  if (state && store) return { ...state, store };
  const found = state ? "an import that could not list all mail" : "no import is recorded there";
  throw new StateFileError(
    "missing",
    `expected the held messages of the last import in ${stateFileIn(stateDirectory)}, found ${found}; run standby-mx import`,
  );
}

/** Maximum number of names in an error about an unknown name. */
const MAX_NAMES_SUGGESTED = 10;

/**
 * The held messages of these names. A name may also be in its printed form, with codes for control characters. Throws
 * `UsageError` for a name that no held message has.
 */
export function findHeld({ held }: StoreCount, names: readonly string[]): readonly HeldInStore[] {
  const byName = new Map(held.map((message) => [nameOfMessage(message), message]));
  const byPrintedName = new Map(held.map((message) => [printable(nameOfMessage(message)), message]));
  const messages = names.map((name) => {
    const message = byName.get(name) ?? byPrintedName.get(name);
    if (message) return message;
    const known = [...byPrintedName.keys()].slice(0, MAX_NAMES_SUGGESTED).join(", ");
    throw new UsageError(
      `expected a message that the last import has held (${known || "it has held none"}), found ${printable(name)}; ` +
        "standby-mx held list names all of them",
    );
  });
  return [...new Set(messages)];
}
