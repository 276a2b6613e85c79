import { stat } from "node:fs/promises";
import * as z from "zod";
import { hasCode, messageOf } from "../../lib/errors";
import { readRegularFile } from "../../lib/regular-file";
import { replaceFile } from "../../lib/replace-file";
import { ageText } from "../status/quantities";

const FILE_NAME = "users-sync.json";
const FORMAT = "standby-mx users sync";
const VERSION = 1;

const record = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  at: z.iso.datetime(),
  from: z.array(z.string()),
});

/** The last `users sync` that ended without an error. */
export interface LastSync {
  /** ISO 8601, in UTC. */
  readonly at: string;
  /** Sources of the addresses. */
  readonly from: readonly string[];
}

/** `undefined`: no sync is recorded; `unknown`: why the record cannot be read. */
export type LastSyncReading = LastSync | { readonly unknown: string } | undefined;

/**
 * Writes the record into the state directory, readable for the importer's user, who owns the directory. Does nothing on
 * a machine without a state directory.
 */
export async function recordSync(stateDirectory: string, { at, from }: LastSync): Promise<void> {
  const text = `${JSON.stringify({ format: FORMAT, version: VERSION, at, from })}\n`;
  try {
    const owner = await stat(stateDirectory);
    await replaceFile(`${stateDirectory}/${FILE_NAME}`, text, { mode: 0o600, owner });
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

export function readLastSync(stateDirectory: string): LastSyncReading {
  const path = `${stateDirectory}/${FILE_NAME}`;
  try {
    const { at, from } = record.parse(JSON.parse(readRegularFile(path).toString()));
    return { at, from };
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return undefined;
    const isContent = error instanceof z.ZodError || error instanceof SyntaxError;
    return {
      unknown: isContent ? `${path} holds no record of users sync` : `cannot read ${path}: ${messageOf(error)}`,
    };
  }
}

/** Describes the last sync for people, in words that follow a colon. */
export function describeSync(sync: LastSyncReading, now: number): string {
  if (sync === undefined) return "no users sync is recorded here";
  if ("unknown" in sync) return `not known when users sync last ran (${sync.unknown})`;
  return `users sync last ran ${ageText(now - Date.parse(sync.at))} ago, from ${sync.from.join(", ")}`;
}
