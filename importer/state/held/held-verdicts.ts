import * as z from "zod";
import type { Disk } from "../../machine/disk";
import { writeDurably } from "../../machine/write-durably";
import { type DmarcPolicy, identify, identityOf, type MessageIdentity } from "../../message/model";
import type { FailedVerdict } from "../../message/verdict-action";
import { encodeLine, lineValues } from "../journal/crc-line";

const FILE_NAME = "held-verdicts";

/** Bounds the memory; each further message is downloaded by every import. */
const MAX_REMEMBERED = 10_000;

export interface RememberedVerdicts {
  readonly failed: readonly FailedVerdict[];
  /** As the message's envelope named it then. */
  readonly dmarcPolicy?: DmarcPolicy | undefined;
}

const rememberedSchema = z.object({
  ...{ bucket: z.string(), key: z.string(), etag: z.string() },
  failed: z.array(z.object({ verdict: z.enum(["virus", "spam", "dmarcReject"]), reason: z.string() })).readonly(),
  dmarcPolicy: z.enum(["none", "quarantine", "reject"]).optional(),
});
type Remembered = MessageIdentity & RememberedVerdicts;

/**
 * The failed verdicts of messages that the settings hold, so that an import does not download these messages again to read their
 * headers: downloads of a thousand held messages every minute would cost more than all else. After the loss of this file each
 * message is downloaded once more.
 */
export class HeldVerdicts {
  private readonly listed = new Set<string>();
  private isChanged = false;

  private constructor(
    private readonly disk: Disk,
    private readonly stateDirectory: string,
    /** Keyed by `identify`. */
    private readonly messages: Map<string, Remembered>,
  ) {}

  static none(disk: Disk, stateDirectory: string): HeldVerdicts {
    return new HeldVerdicts(disk, stateDirectory, new Map());
  }

  static async read(disk: Disk, stateDirectory: string): Promise<HeldVerdicts> {
    const messages = new Map<string, Remembered>();
    for await (const value of lineValues(disk, `${stateDirectory}/${FILE_NAME}`)) {
      const { data } = rememberedSchema.safeParse(value);
      if (data) messages.set(identify(data), data);
    }
    return new HeldVerdicts(disk, stateDirectory, messages);
  }

  /** The store still has this object. */
  noteListed(message: MessageIdentity): void {
    const id = identify(message);
    if (this.messages.has(id)) this.listed.add(id);
  }

  /** The verdicts that a message has failed; `undefined`: only its headers tell. */
  of(message: MessageIdentity): RememberedVerdicts | undefined {
    return this.messages.get(identify(message));
  }

  add(message: MessageIdentity, { failed, dmarcPolicy }: RememberedVerdicts): void {
    if (this.messages.size >= MAX_REMEMBERED) return;
    const id = identify(message);
    this.messages.set(id, { ...identityOf(message), failed, dmarcPolicy });
    this.listed.add(id);
    this.isChanged = true;
  }

  /** Stores what changed. `isSeenWhole`: objects of this bucket that were not listed are gone. */
  async settle(bucket: string, isSeenWhole: boolean): Promise<void> {
    for (const [id, message] of this.messages) {
      if (!isSeenWhole || message.bucket !== bucket || this.listed.has(id)) continue;
      this.messages.delete(id);
      this.isChanged = true;
    }
    if (!this.isChanged) return;
    await writeDurably(this.disk, this.stateDirectory, FILE_NAME, [...this.messages.values()].map(encodeLine));
    this.isChanged = false;
  }
}
