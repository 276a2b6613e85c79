// npm run bench:memory: the importer's maximum memory, for a small and a large backlog in the same S3 server. Options:
// --small N, --large N (objects).
import Table from "cli-table3";
import { linkSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { importCommand } from "../fixtures/host/import-command";
import { makeMaildir } from "../fixtures/host/maildir";
import { writeSettings } from "../fixtures/host/write-settings";
import { s3Environment, startS3, type S3Server } from "../fixtures/s3/s3-server";
import { measure } from "./measure";
import { asOwner, giveToOwner, makeBenchDirectory, MAILBOX_OWNER } from "./bench-directory";
import { runScript } from "../fixtures/run-script";

/**
 * The server reads the directory of a prefix again for each page of a listing, so listing one directory of a million
 * files would take hours.
 */
const users = Array.from({ length: 20 }, (_, index) => `user${String(index).padStart(2, "0")}`);
const message = Buffer.from(`Return-Path: <>\r\nSubject: small\r\n\r\n${"x".repeat(74)}\r\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { small: { type: "string", default: "10000" }, large: { type: "string", default: "1000000" } },
  });
  const s3 = await startS3();
  const { work, importer } = makeBenchDirectory();
  try {
    const table = new Table({ head: ["objects", "seconds", "peak MiB"], style: { head: [], border: [] } });
    for (const [bucket, count] of [
      ["small", Number(values.small)],
      ["large", Number(values.large)],
    ] as const) {
      const each = Math.ceil(count / users.length);
      await fill(s3, bucket, each);
      const directory = join(work, bucket);
      makeHost(directory, bucket);
      const argv = asOwner(importCommand(importer, directory));
      const { seconds, peakMiB } = await measure(argv, s3Environment(s3.endpoint), work);
      for (const user of users) {
        const delivered = readdirSync(join(directory, user, "new")).length;
        if (delivered !== each) throw new Error(`expected ${each} messages for ${user}, found ${delivered}`);
      }
      table.push([each * users.length, Math.round(seconds), Math.round(peakMiB)]);
      console.log(table.toString());
    }
  } finally {
    await s3.stop();
    rmSync(work, { recursive: true });
  }
}

/**
 * Stores one message for each user, and adds names by hard links, which takes seconds instead of an hour of uploads.
 */
async function fill(s3: S3Server, bucket: string, each: number): Promise<void> {
  await s3.makeBucket(bucket);
  for (const user of users) {
    await s3.put(bucket, `${user}/${nameOf(0)}`, message);
    const folder = join(s3.directory(bucket), user);
    for (let index = 1; index < each; index++) linkSync(join(folder, nameOf(0)), join(folder, nameOf(index)));
  }
}

const nameOf = (index: number) => String(index).padStart(40, "0");

function makeHost(directory: string, bucket: string): void {
  mkdirSync(directory);
  for (const user of users) makeMaildir(join(directory, user), MAILBOX_OWNER);
  const stateDirectory = join(directory, "state");
  mkdirSync(stateDirectory, { mode: 0o700 });
  giveToOwner(stateDirectory);
  const mailboxes = users.map((user) => ({ user, addresses: [user], maildir: join(directory, user) }));
  writeSettings(directory, { bucket, mailboxes, importer: { stateDirectory } });
}

runScript(main);
