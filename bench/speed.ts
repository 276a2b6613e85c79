// npm run bench:speed: moves the same backlog from the same S3 server into a Maildir, with standby-mx and with other common
// programs, with several round-trip times. Options: --messages N, --delays 0,40,150 (ms of round trip), --mix (80 % of
// 10 KB, 15 % of 200 KB, 5 % of 5 MB; default: all of 10 KB).
import Table from "cli-table3";
import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { startDelayProxy } from "../fixtures/proxy/delay-proxy";
import { startS3 } from "../fixtures/s3/s3-server";
import { MasterBucket, mixedSizes, tenKilobytes } from "./master-bucket";
import { moveBacklog } from "./move-backlog";
import { peers } from "./peers";
import { makeBenchDirectory } from "./bench-directory";
import { runScript } from "../fixtures/run-script";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      messages: { type: "string", default: "10000" },
      delays: { type: "string", default: "0,40,150" },
      mix: { type: "boolean", default: false },
    },
  });
  const messages = Number(values.messages);
  const s3 = await startS3();
  const { work, importer } = makeBenchDirectory();
  try {
    const master = await MasterBucket.create(s3, messages, values.mix ? mixedSizes : tenKilobytes);
    const table = new Table({
      head: ["round trip", "program", "messages", "messages/s", "ours is faster", "CPU ms/message", "peak MiB"],
      style: { head: [], border: [] },
    });
    let runs = 0;
    for (const delay of values.delays.split(",").map(Number)) {
      const proxy = delay === 0 ? undefined : await startDelayProxy(s3.port, delay);
      let ours = 0;
      for (const peer of peers) {
        const bucket = `run-${++runs}`;
        const count = peer.sequential ? Math.ceil(messages / 50) : messages;
        await master.copyTo(bucket, count);
        const cost = await moveBacklog(peer, {
          endpoint: proxy?.endpoint ?? s3.endpoint,
          bucket,
          importer,
          work,
          count,
        });
        const rate = count / cost.seconds;
        if (ours === 0) ours = rate;
        table.push([
          `${delay} ms`,
          peer.name,
          count,
          Math.round(rate),
          `${(ours / rate).toFixed(1)} times`,
          ((cost.cpuSeconds * 1000) / count).toFixed(2),
          Math.round(cost.peakMiB),
        ]);
      }
      await proxy?.stop();
    }
    console.log(table.toString());
  } finally {
    await s3.stop();
    rmSync(work, { recursive: true });
  }
}

runScript(main);
