import type { ImportSettings } from "../../../importer/context";
import type { Machine } from "../../../importer/machine/machine";
import { type HeldCause, identify, type MessageIdentity } from "../../../importer/message/model";
import { Journal } from "../../../importer/state/journal/journal";
import { recordOfRelease } from "../../../importer/transports/open-attempts";
import type { Mailbox } from "../../../settings/model";
import { readReleased, writeReleased } from "../../../importer/state/released/released-messages";
import { type HeldInStore, MAX_HELD } from "../run-state";
import { findHeld, readHeld } from "./held-message";
import { withImportLock } from "./with-lock";

/** Maximum number of releases on disk: those that `MAX_HELD` messages can need, and earlier releases. */
const MAX_RELEASES = 10 * MAX_HELD;

/** The action of the next import for a message: deliver it, or try again as every import does. */
export interface Release {
  readonly message: HeldInStore;
  readonly effect: "delivers" | "hands-over-again" | "tries-as-always";
}

/** Lets the next import deliver messages that are held for a verdict or after a transport's refusal. Throws `UsageError` for unknown names. */
export function releaseHeld(
  settings: ImportSettings,
  root: string,
  names: readonly string[],
): Promise<readonly Release[]> {
  return withImportLock(settings, root, async (machine, stateDirectory) => {
    const { store } = await readHeld(machine.disk, stateDirectory);
    const messages = findHeld(store, names);
    const identities = (effect: Release["effect"]) =>
      messages.filter(({ cause }) => effectOf(cause) === effect).flatMap(identityIn);
    await releaseVerdicts(machine, stateDirectory, identities("delivers"));
    await releaseAttempts(machine, stateDirectory, settings.mailboxes, identities("hands-over-again"));
    return messages.map((message) => ({ message, effect: effectOf(message.cause) }));
  });
}

function effectOf(cause: HeldCause): Release["effect"] {
  if (cause === "verdict") return "delivers";
  if (cause === "refused" || cause === "unknown-delivery") return "hands-over-again";
  // The message is held for a fault: each import tries again without a release.
  return "tries-as-always";
}

/**
 * Adds releases to the earlier releases, whose messages may still wait for their mailboxes; above the maximum, the
 * oldest releases are forgotten.
 */
async function releaseVerdicts(
  { disk }: Machine,
  stateDirectory: string,
  released: readonly MessageIdentity[],
): Promise<void> {
  if (released.length === 0) return;
  const ids = new Set(released.map(identify));
  const before = await readReleased(disk, stateDirectory);
  const others = before.filter((each) => !ids.has(identify(each)));
  await writeReleased(disk, stateDirectory, [...others, ...released].slice(-MAX_RELEASES));
}

/** Releases attempts as `import --resend` does. */
async function releaseAttempts(
  machine: Machine,
  stateDirectory: string,
  mailboxes: readonly Mailbox[],
  messages: readonly MessageIdentity[],
): Promise<void> {
  if (messages.length === 0) return;
  const journal = await Journal.open(machine, stateDirectory);
  try {
    const attempted = messages.flatMap((message) => journal.attemptOf(message) ?? []);
    const record = recordOfRelease(attempted, mailboxes);
    if (record) await journal.append(record);
  } finally {
    await journal.close();
  }
}

function identityIn({ bucket, key, etag }: HeldInStore): readonly MessageIdentity[] {
  return etag === undefined ? [] : [{ bucket, key, etag }];
}
