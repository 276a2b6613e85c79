import * as z from "zod";
import type { Disk } from "../../importer/machine/disk";
import { heldCauses } from "../../importer/message/model";
import { writeDurably } from "../../importer/machine/write-durably";
import { hasCode, messageOf } from "../../lib/errors";
import type { RunState } from "./run-state";
import { MIB } from "../../lib/bytes";

const STATE_FILE_NAME = "run-state.json";
const STATE_FORMAT = "standby-mx run state";
/** docs/monitoring.md describes the format. */
const STATE_VERSION = 1;
/** Enough for a thousand held messages with long reasons. */
const MAX_FILE_BYTES = 4 * MIB;

const time = z.iso.datetime();
const count = z.int().min(0);
const mail = z.object({ messages: count, bytes: count, oldest: time.optional() });

const content: z.ZodType<RunState> = z.object({
  writtenBy: z.string(),
  since: time,
  lastRun: z.object({
    startedAt: time,
    endedAt: time,
    exitCode: z.int(),
    delivered: count,
    problems: z.array(z.object({ kind: z.string(), name: z.string(), reason: z.string() })),
  }),
  lastSuccessAt: time.optional(),
  lastDeliveryAt: time.optional(),
  deliveredTotal: count,
  arrivals: z
    .object({
      until: time,
      bootId: z.string(),
      total: count,
      lastAt: time.optional(),
      whileUp: count,
      lastWhileUpAt: time.optional(),
    })
    .optional(),
  store: z
    .object({
      countedAt: time,
      waiting: z.array(mail.extend({ mailbox: z.string() })),
      unclaimed: mail,
      heldCount: count,
      held: z.array(
        z.object({
          bucket: z.string(),
          key: z.string(),
          etag: z.string().optional(),
          bytes: count.optional(),
          storedAt: time.optional(),
          mailbox: z.string().optional(),
          cause: z.enum(heldCauses),
          reason: z.string(),
        }),
      ),
    })
    .optional(),
});

const header = z.object({ format: z.literal(STATE_FORMAT), version: z.int().min(1) });

/** The state file cannot be used. */
export class StateFileError extends Error {
  override readonly name = "StateFileError";

  constructor(
    /** `newer`: a newer version wrote the file, which must stay; `damaged`: the next run replaces the file; `unreadable`: this user may not read the file; `missing`: no import has recorded what is looked for. */
    readonly kind: "newer" | "damaged" | "unreadable" | "missing",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function stateFileIn(stateDirectory: string): string {
  return `${stateDirectory}/${STATE_FILE_NAME}`;
}

/** The state after the last run; `undefined`: no run is recorded. Throws `StateFileError`. */
export async function readRunState(disk: Disk, stateDirectory: string): Promise<RunState | undefined> {
  const path = stateFileIn(stateDirectory);
  const text = await textOf(disk, path);
  if (text === undefined) return undefined;
  const parsed = jsonIn(text);
  const { success, data } = header.safeParse(parsed);
  if (!success) throw damaged(path);
  if (data.version > STATE_VERSION) {
    const expected = `expected ${path} to be of version ${STATE_VERSION} at most, found version ${data.version}`;
    throw new StateFileError("newer", `${expected}: a newer standby-mx wrote it; use that version`);
  }
  const state = content.safeParse(parsed);
  if (!state.success) throw damaged(path);
  return state.data;
}

export async function writeRunState(disk: Disk, stateDirectory: string, state: RunState): Promise<void> {
  const text = `${JSON.stringify({ format: STATE_FORMAT, version: STATE_VERSION, ...state }, undefined, 1)}\n`;
  await writeDurably(disk, stateDirectory, STATE_FILE_NAME, [Buffer.from(text)]);
}

async function textOf(disk: Disk, path: string): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of disk.read(path)) {
      length += part.length;
      if (length > MAX_FILE_BYTES) throw damaged(path);
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof StateFileError) throw error;
    if (hasCode(error, "ENOENT")) return undefined;
    const advice = "run the command as root, or as the user of the importer";
    throw new StateFileError("unreadable", `cannot read ${path}: ${messageOf(error)}; ${advice}`, { cause: error });
  }
  return Buffer.concat(parts).toString("utf8");
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function damaged(path: string): StateFileError {
  return new StateFileError(
    "damaged",
    `expected the state of the last run in ${path}, found damage; the next run replaces it`,
  );
}
