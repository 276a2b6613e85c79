import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { hasCode } from "../lib/errors";

/**
 * Minimum number of bytes that a file takes on disk; counted for each message, so that small messages cannot fill the
 * memory by their number.
 */
const FILE_BLOCK_BYTES = 4096;

/** The content of a message, in a file until the message is stored or given up. */
export interface SpooledContent {
  readonly bytes: number;
  read(): Promise<Buffer>;
  remove(): Promise<void>;
}

/** Accepted messages that are not stored yet, as files in a new directory of the system's temporary directory, up to `limit` bytes. */
export class AcceptedMail {
  private created: Promise<string> | undefined;
  private used = 0;

  /** @param limit in bytes */
  constructor(private readonly limit: number) {}

  /** Whether there is no room for `bytes` more bytes. */
  isFull(bytes = 0): boolean {
    return this.used >= this.limit || this.used + bytes > this.limit;
  }

  /**
   * Writes a message from a client into a file; `undefined`: there was no room. The stream is read to its end in either case. Throws
   * when the client disconnects or the file cannot be written.
   */
  async take(stream: Readable, maxBytes: number): Promise<SpooledContent | undefined> {
    const directory = this.directory();
    const path = join(await directory, randomUUID());
    let bytes = 0;
    let counted = FILE_BLOCK_BYTES;
    this.used += counted;
    let fits = true;
    // At once: while the client sends the rest, other messages need the room, and none of them would fit.
    const giveUpRoom = async () => {
      if (counted === 0) return;
      this.used -= counted;
      counted = 0;
      await truncate(path).catch(() => undefined); // the pipeline reports a file that cannot be used
    };
    const count = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        fits &&= bytes + chunk.length <= maxBytes && !this.isFull(chunk.length);
        if (!fits) return void giveUpRoom().then(() => done());
        bytes += chunk.length;
        counted += chunk.length;
        this.used += chunk.length;
        done(null, chunk);
      },
    });
    const remove = async () => {
      this.used -= counted;
      counted = 0;
      await rm(path, { force: true });
    };
    try {
      await pipeline(stream, count, createWriteStream(path, { mode: 0o600, flags: "wx" }));
    } catch (error) {
      // A program that cleans the temporary directory has removed a directory that was unused for days.
      if (hasCode(error, "ENOENT") && this.created === directory) this.created = undefined;
      await remove();
      throw error;
    }
    if (fits) return { bytes, read: () => readFile(path), remove };
    await remove();
    return undefined;
  }

  /** Created by the first message that needs the directory, and again after a failure or the removal of the directory. */
  private directory(): Promise<string> {
    return (this.created ??= mkdtemp(join(tmpdir(), "standby-mx-inbound-")).catch((error: unknown) => {
      this.created = undefined;
      throw error;
    }));
  }

  async close(): Promise<void> {
    if (this.created !== undefined) await rm(await this.created, { recursive: true, force: true });
  }
}
