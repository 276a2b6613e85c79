import execa from "execa";
import { mkdirSync } from "node:fs";
import type { S3Server } from "../fixtures/s3/s3-server";

/** The bytes of a message by its number. */
export type MessageSizes = (index: number) => number;

export const tenKilobytes: MessageSizes = () => 10_000;

/** 80 % of 10 KB, 15 % of 200 KB, 5 % of 5 MB. */
export const mixedSizes: MessageSizes = (index) => {
  const place = index % 20;
  if (place === 0) return 5_000_000;
  return place <= 3 ? 200_000 : 10_000;
};

const BUCKET = "master";

/** A bucket whose messages are copied to other buckets by the file system, which is much faster than by S3. */
export class MasterBucket {
  static async create(s3: S3Server, messages: number, sizes: MessageSizes): Promise<MasterBucket> {
    await s3.makeBucket(BUCKET);
    const master = new MasterBucket(s3, messages);
    for (let from = 0; from < messages; from += 64) {
      const batch = Array.from({ length: Math.min(64, messages - from) }, (_, offset) => from + offset);
      await Promise.all(batch.map((index) => s3.put(BUCKET, keyOf(index), message(index, sizes(index)))));
    }
    return master;
  }

  private constructor(
    private readonly s3: S3Server,
    readonly messages: number,
  ) {}

  /** A bucket with the first messages under `anna/`. */
  async copyTo(bucket: string, messages: number): Promise<void> {
    await this.s3.makeBucket(bucket);
    const [from, to] = [this.s3.directory(BUCKET), this.s3.directory(bucket)];
    if (messages === this.messages) {
      execa.sync("cp", ["-a", "--preserve=xattr", `${from}/anna`, `${to}/anna`]);
      return;
    }
    mkdirSync(`${to}/anna`);
    for (let index = 0; index < messages; index += 500) {
      const few = Array.from(
        { length: Math.min(500, messages - index) },
        (_, offset) => `${from}/${keyOf(index + offset)}`,
      );
      execa.sync("cp", ["-a", "--preserve=xattr", ...few, `${to}/anna/`]);
    }
  }
}

function keyOf(index: number): string {
  return `anna/${String(index).padStart(40, "0")}`;
}

function message(index: number, bytes: number): Buffer {
  const header = `Return-Path: <>\r\nSubject: ${index}\r\n\r\n`;
  const line = `${"x".repeat(74)}\r\n`;
  return Buffer.from((header + line.repeat(Math.ceil(bytes / line.length))).slice(0, bytes - 2) + "\r\n");
}
