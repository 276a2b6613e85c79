import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** The content of a message, in a file until the message is stored or given up. */
export interface SpooledContent {
  readonly bytes: number;
  read(): Promise<Buffer>;
  remove(): Promise<void>;
}

/** Where accepted messages wait: files in a directory of their own, in the system's temporary directory, up to a number of bytes. */
export class AcceptedMail {
  private folder: Promise<string> | undefined;
  private used = 0;

  /** @param limit in bytes */
  constructor(private readonly limit: number) {}

  /** Whether there is no room for that number of further bytes. */
  isFull(bytes = 0): boolean {
    return this.used >= this.limit || this.used + bytes > this.limit;
  }

  /**
   * Takes a message from a client, which is read to its end in any case; `undefined`: there was no room for it. Throws when the
   * client breaks off or the file cannot be written.
   */
  async take(stream: Readable, maxBytes: number): Promise<SpooledContent | undefined> {
    const path = join(await this.directory(), randomUUID());
    let bytes = 0;
    let fits = true;
    const count = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        fits &&= bytes + chunk.length <= maxBytes && !this.isFull(chunk.length);
        if (!fits) return done();
        bytes += chunk.length;
        this.used += chunk.length;
        done(null, chunk);
      },
    });
    const remove = async () => {
      this.used -= bytes;
      bytes = 0;
      await rm(path, { force: true });
    };
    try {
      await pipeline(stream, count, createWriteStream(path, { mode: 0o600, flags: "wx" }));
    } catch (error) {
      await remove();
      throw error;
    }
    if (fits) return { bytes, read: () => readFile(path), remove };
    await remove();
    return undefined;
  }

  /** Created by the first message that needs the directory, and again after a failure. */
  private directory(): Promise<string> {
    return (this.folder ??= mkdtemp(join(tmpdir(), "standby-mx-inbound-")).catch((error: unknown) => {
      this.folder = undefined;
      throw error;
    }));
  }

  async close(): Promise<void> {
    if (this.folder !== undefined) await rm(await this.folder, { recursive: true, force: true });
  }
}
