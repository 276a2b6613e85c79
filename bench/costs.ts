// npm run bench:costs: the importer's use of S3 and of the machine: a run with nothing to do; requests for each
// message; processor time above that of a bare signed GET; and the rate at which this disk makes files durable, which
// no importer can exceed.
import Table from "cli-table3";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { importCommand } from "../fixtures/host/import-command";
import { makeMaildir } from "../fixtures/host/maildir";
import { writeOneMailbox } from "../fixtures/host/one-mailbox";
import { startFaultProxy } from "../fixtures/proxy/fault-proxy";
import { s3Environment, startS3 } from "../fixtures/s3/s3-server";
import { durableFilesPerSecond } from "./fsync";
import { MasterBucket, tenKilobytes } from "./master-bucket";
import { type Cost, measure } from "./measure";
import { asOwner, giveToOwner, makeBenchDirectory, MAILBOX_OWNER } from "./bench-directory";
import { runScript } from "../fixtures/run-script";

const MESSAGES = 5000;

async function main(): Promise<void> {
  const s3 = await startS3();
  const proxy = await startFaultProxy(s3.port);
  const { work, importer } = makeBenchDirectory();
  try {
    const maildir = join(work, "Maildir");
    makeMaildir(maildir, MAILBOX_OWNER);
    const master = await MasterBucket.create(s3, MESSAGES, tenKilobytes);
    await master.copyTo("mail", MESSAGES);
    writeOneMailbox({ directory: work, user: "anna", bucket: "mail", maildir });
    giveToOwner(join(work, "state"));
    const argv = asOwner(importCommand(importer, work));

    await s3.makeBucket("empty");
    const bareGets = (...args: readonly string[]) => {
      const program = ["-r", "@swc-node/register", resolve(__dirname, "bare-get.ts"), ...args];
      return measure([process.execPath, ...program], s3Environment(s3.endpoint), work);
    };
    const started = await bareGets("empty");
    const gets = await bareGets("mail");
    const counted = await measure(argv, s3Environment(proxy.endpoint), work);
    const requests = proxy.requests.length;
    proxy.plan(() => undefined);
    const idle = await measure(argv, s3Environment(proxy.endpoint), work);
    const idleRequests = proxy.requests.length;
    await master.copyTo("durable", MESSAGES);
    const gotDurably = await bareGets("durable", maildir);

    const perMessage = (all: Cost, start: Cost) =>
      `${(((all.cpuSeconds - start.cpuSeconds) * 1000) / MESSAGES).toFixed(2)} ms`;
    const table = new Table({ style: { head: [], border: [] } });
    table.push(
      ["a run with nothing to do", `${idle.seconds} s, ${idleRequests} requests, ${Math.round(idle.peakMiB)} MiB`],
      [`requests a message (${MESSAGES} of 10 KB)`, (requests / MESSAGES).toFixed(4)],
      ["processor time a message, start apart", perMessage(counted, idle)],
      ["… of a bare signed GET", perMessage(gets, started)],
      ["… and of a durable file, and the deletion", perMessage(gotDurably, started)],
      ["durable files of 10 KB this disk takes", `${Math.round(await durableFilesPerSecond(work))} a second`],
    );
    console.log(table.toString());
  } finally {
    await proxy.stop();
    await s3.stop();
    rmSync(work, { recursive: true });
  }
}

runScript(main);
