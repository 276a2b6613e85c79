import type { Disk } from "../../machine/disk";
import { writeDurably } from "../../machine/write-durably";
import { identify, identityOf, type MessageIdentity } from "../../message/model";
import { encodeLine, lineValues } from "../journal/crc-line";

const RELEASED_NAME = "released";

/**
 * The messages that a person has released, which are delivered although the settings hold mail with their verdict. A
 * damaged line releases nothing: its message stays held, and can be released again.
 */
export async function readReleased(disk: Disk, stateDirectory: string): Promise<readonly MessageIdentity[]> {
  const messages: MessageIdentity[] = [];
  for await (const value of lineValues(disk, `${stateDirectory}/${RELEASED_NAME}`))
    messages.push(...identitiesIn(value));
  return messages;
}

export async function writeReleased(
  disk: Disk,
  stateDirectory: string,
  messages: readonly MessageIdentity[],
): Promise<void> {
  const lines = messages.map((message) => encodeLine(identityOf(message)));
  await writeDurably(disk, stateDirectory, RELEASED_NAME, lines);
}

export class ReleasedMessages {
  private readonly ids: ReadonlySet<string>;

  constructor(messages: readonly MessageIdentity[]) {
    this.ids = new Set(messages.map(identify));
  }

  has(message: MessageIdentity): boolean {
    return this.ids.has(identify(message));
  }
}

function identitiesIn(value: unknown): readonly MessageIdentity[] {
  if (typeof value !== "object" || value === null) return [];
  const { bucket, key, etag } = value as Partial<MessageIdentity>;
  return typeof bucket === "string" && typeof key === "string" && typeof etag === "string"
    ? [{ bucket, key, etag }]
    : [];
}
