import { createHash } from "node:crypto";
import { inParallel } from "../../../lib/in-parallel";
import { decodeLine, encodeLine } from "../journal/crc-line";
import { explainDiskError } from "../../machine/disk-error";
import { type Disk } from "../../machine/disk";
import { removeIfThere, writeDurably } from "../../machine/write-durably";
import type { Envelope } from "../../message/model";
import { hasCode } from "../../../lib/errors";

export interface KnownEnvelope extends Envelope {
  readonly bucket: string;
  readonly key: string;
}

/** The content of a file. `at`: time of writing, in milliseconds since the epoch. */
interface FileContent extends KnownEnvelope {
  readonly at: number;
}

/** Maximum number of files written at the same time: a disk syncs many files in the time of one file. */
const MAX_WRITES = 16;

/** Suffix of the name of a file that `released` of its readers no longer need. */
const suffix = (released: number): string => (released === 0 ? "" : `.released-${released}`);

/**
 * The envelopes of messages that are not yet delivered, each in a small file below the state directory, so that memory
 * does not grow with their number. An envelope whose file is lost or damaged is unknown, which delivery allows.
 */
export class EnvelopeFiles {
  constructor(
    private readonly disk: Disk,
    private readonly directory: string,
    private readonly now: () => number,
    /** The largest number of readers of one file. */
    private readonly maxReaders: number,
  ) {}

  /** Writes the envelopes; they are durable when the promise resolves. */
  async save(envelopes: readonly KnownEnvelope[]): Promise<void> {
    // Several records of one object may name different recipients: its mailbox may have several rules.
    const byPath = new Map<string, KnownEnvelope>();
    for (const envelope of envelopes) {
      const { file } = this.pathOf(envelope.bucket, envelope.key);
      const savedBefore = byPath.get(file) ?? (await this.read(envelope.bucket, envelope.key));
      const recipients = [...new Set([...(savedBefore?.recipients ?? []), ...envelope.recipients])];
      byPath.set(file, { ...envelope, recipients });
    }
    await inParallel([...byPath.values()], MAX_WRITES, async ({ bucket, key, sender, recipients, dmarcPolicy }) => {
      const { shard, name } = this.pathOf(bucket, key);
      await this.makeDirectory(this.directory, shard);
      const content: FileContent = { bucket, key, sender, recipients, dmarcPolicy, at: this.now() };
      await writeDurably(this.disk, `${this.directory}/${shard}`, name, [encodeLine(content)]);
    });
  }

  async read(bucket: string, key: string): Promise<Envelope | undefined> {
    const { file } = this.pathOf(bucket, key);
    for (let released = 0; released < this.maxReaders; released++) {
      const content = await this.contentOf(`${file}${suffix(released)}`);
      if (content) return content.bucket === bucket && content.key === key ? content : undefined;
    }
    return undefined;
  }

  /** Removes the file at the last call: each of its `readers` (a delivery, or the decision about a catch-all's copy) releases it once. */
  async release(bucket: string, key: string, readers: number): Promise<void> {
    const { file } = this.pathOf(bucket, key);
    for (let released = 0; released < readers - 1; released++) {
      try {
        return await this.disk.rename(`${file}${suffix(released)}`, `${file}${suffix(released + 1)}`);
      } catch (error) {
        if (!hasCode(error, "ENOENT")) throw error;
      }
    }
    await removeIfThere(this.disk, `${file}${suffix(Math.max(0, readers - 1))}`);
  }

  /**
   * Removes old files of one shard, which has 1 in 256 of all files. Each run chooses a random shard, so that no run
   * reads all files. Old files were not released by all readers, or belong to records that came again after their
   * message.
   */
  async tidy(shard: string, olderThan: number): Promise<void> {
    const directory = `${this.directory}/${shard}`;
    for (const name of await this.entries(directory)) {
      const content = await this.contentOf(`${directory}/${name}`);
      if (!content || content.at < olderThan) await removeIfThere(this.disk, `${directory}/${name}`);
    }
  }

  private pathOf(bucket: string, key: string): { shard: string; name: string; file: string } {
    // A key may be longer than a file name, and have characters that a file name cannot have.
    const digest = createHash("sha256").update(`${bucket}/${key}`).digest("hex");
    const [shard, name] = [digest.slice(0, 2), digest.slice(2)];
    return { shard, name, file: `${this.directory}/${shard}/${name}` };
  }

  private async contentOf(path: string): Promise<FileContent | undefined> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of this.disk.read(path)) chunks.push(chunk);
    } catch (error) {
      if (hasCode(error, "ENOENT")) return undefined;
      throw explainDiskError(error, path);
    }
    const text = Buffer.concat(chunks).toString("utf8");
    return text.endsWith("\n") ? (decodeLine(text.slice(0, -1)) as FileContent | undefined) : undefined;
  }

  private async makeDirectory(parent: string, name: string): Promise<void> {
    const path = `${parent}/${name}`;
    if (await this.disk.inspect(path)) return;
    if (parent === this.directory) await this.makeDirectory(...split(parent));
    try {
      await this.disk.makeDirectory(path);
    } catch (error) {
      // Another write made the directory at the same time.
      if (!hasCode(error, "EEXIST")) throw error;
    }
    await this.disk.syncDirectory(parent);
  }

  private async entries(directory: string): Promise<readonly string[]> {
    try {
      return await this.disk.entries(directory);
    } catch (error) {
      if (hasCode(error, "ENOENT")) return [];
      throw error;
    }
  }
}

function split(path: string): [parent: string, name: string] {
  const slash = path.lastIndexOf("/");
  return [path.slice(0, slash), path.slice(slash + 1)];
}
