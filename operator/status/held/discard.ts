import type { ImportSettings } from "../../../importer/context";
import { shellWord } from "../../../lib/shell-word";
import { Journal } from "../../../importer/state/journal/journal";
import type { Region } from "../../../settings/model";
import type { DeleteRequest, Store } from "../../../store/store";
import { StoreError } from "../../../store/store-error";
import type { HeldInStore } from "../run-state";
import { writeRunState } from "../state-file";
import { findHeld, readHeld } from "./held-message";
import { withImportLock } from "./with-lock";

export interface Discard {
  readonly message: HeldInStore;
  /** Why the object is still in the store; `undefined`: it is deleted. */
  readonly failure: string | undefined;
}

/**
 * Deletes held messages from the store, each only if its object is still the object that was held. Throws `UsageError`
 * for unknown names, and errors of the state directory. A failure of the store is the result for its message only,
 * because other messages may be deleted.
 */
export function discardHeld(
  settings: ImportSettings,
  root: string,
  names: readonly string[],
  openStore: (region: Region) => Promise<Store>,
): Promise<readonly Discard[]> {
  return withImportLock(settings, root, async (machine, stateDirectory) => {
    const state = await readHeld(machine.disk, stateDirectory);
    const messages = findHeld(state.store, names);
    const { journal } = await Journal.openReadOnly(machine, stateDirectory);
    const results: Discard[] = [];
    for (const message of messages) {
      results.push({ message, failure: await failureOf(message, journal, settings.regions, openStore) });
    }
    const gone = new Set(results.filter(({ failure }) => failure === undefined).map(({ message }) => message));
    if (gone.size > 0) {
      const held = state.store.held.filter((each) => !gone.has(each));
      const store = { ...state.store, held, heldCount: state.store.heldCount - gone.size };
      await writeRunState(machine.disk, stateDirectory, { ...state, store });
    }
    return results;
  });
}

async function failureOf(
  message: HeldInStore,
  journal: Journal,
  regions: readonly Region[],
  openStore: (region: Region) => Promise<Store>,
): Promise<string | undefined> {
  const { bucket, key, etag } = message;
  if (etag === undefined)
    return "the store's entry for the object cannot be read, so it is unknown what would be deleted";
  // A held message has no open delivery. The journal decides, not the record of the last run.
  if (journal.isOpen({ bucket, key, etag })) return "its delivery has begun; run standby-mx import";
  const region = regions.find((each) => each.bucket === bucket);
  if (!region) return `no region of the settings has the bucket ${bucket}`;
  try {
    return await failureOfDeletion(await openStore(region), { key, etag });
  } catch (error) {
    if (error instanceof StoreError) return error.message;
    throw error;
  }
}

async function failureOfDeletion(store: Store, request: DeleteRequest): Promise<string | undefined> {
  try {
    const [result] = await store.deleteMany([request]);
    if (result?.outcome === "deleted") return undefined;
    if (result?.outcome === "changed") return "another object is under this key now, which stays";
    return result && "reason" in result ? result.reason : `${store.name} does not say whether it deleted the object`;
  } finally {
    await store.close();
  }
}

/** The command that gets a discarded message back from a versioned bucket. */
export function restoreCommand({ bucket, key }: HeldInStore): string {
  const object = shellWord(key);
  // https://jmespath.org/specification.html#raw-string-literals
  const literal = `'${key.replaceAll("'", "\\'")}'`;
  const query = shellWord(`DeleteMarkers[?IsLatest && Key==${literal}].VersionId`);
  const marker = `aws s3api list-object-versions --bucket ${bucket} --prefix ${object} --query ${query} --output text`;
  return `aws s3api delete-object --bucket ${bucket} --key ${object} --version-id "$(${marker})"`;
}
