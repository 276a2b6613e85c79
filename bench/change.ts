// npm run bench:change -- OLD.js: moves the same backlog with an older bundle and with the present bundle in turn, and prints the ratios
// of each pair, because a shared machine is faster in one minute than in the next. Options: --pairs N, --messages N, --delay MS.
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { startDelayProxy } from "../fixtures/proxy/delay-proxy";
import { startS3 } from "../fixtures/s3/s3-server";
import { makeBenchDirectory } from "./bench-directory";
import { MasterBucket, tenKilobytes } from "./master-bucket";
import type { Cost } from "./measure";
import { median } from "./median";
import { moveBacklog } from "./move-backlog";
import type { Peer } from "./peers";
import { peers } from "./peers";
import { runScript } from "../fixtures/run-script";

const USAGE = "usage: npm run bench:change -- OLD.js [--pairs N] [--messages N] [--delay MS]";

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      pairs: { type: "string", default: "6" },
      messages: { type: "string", default: "10000" },
      delay: { type: "string", default: "0" },
    },
  });
  const [old, ...others] = positionals;
  if (old === undefined || others.length > 0) throw new Error(USAGE);
  const [pairs, messages, delay] = [Number(values.pairs), Number(values.messages), Number(values.delay)];
  const s3 = await startS3();
  const { work, importer } = makeBenchDirectory();
  try {
    const oldImporter = join(work, "old.js");
    copyFileSync(old, oldImporter);
    const master = await MasterBucket.create(s3, messages, tenKilobytes);
    const proxy = delay === 0 ? undefined : await startDelayProxy(s3.port, delay);
    let runs = 0;
    const costOf = async (peer: Peer, program: string): Promise<Cost> => {
      const bucket = `run-${++runs}`;
      await master.copyTo(bucket, messages);
      const endpoint = proxy?.endpoint ?? s3.endpoint;
      return moveBacklog(peer, { endpoint, bucket, importer: program, work, count: messages });
    };
    for (const peer of peers.filter(({ isOurs }) => isOurs)) {
      const ratios: Ratios[] = [];
      for (let pair = 0; pair < pairs; pair++) {
        // The first run of a pair may find the disk in another state than the second, so each program is the first in turn.
        const oldFirst = pair % 2 === 0;
        const first = await costOf(peer, oldFirst ? oldImporter : importer);
        const second = await costOf(peer, oldFirst ? importer : oldImporter);
        ratios.push(oldFirst ? newToOld(first, second) : newToOld(second, first));
      }
      print(peer.name, ratios);
    }
    await proxy?.stop();
  } finally {
    await s3.stop();
    rmSync(work, { recursive: true });
  }
}

/** Present bundle divided by older bundle. */
interface Ratios {
  readonly rate: number;
  readonly cpu: number;
  readonly memory: number;
}

const newToOld = (old: Cost, present: Cost): Ratios => ({
  rate: old.seconds / present.seconds,
  cpu: present.cpuSeconds / old.cpuSeconds,
  memory: present.peakMiB / old.peakMiB,
});

function print(name: string, ratios: readonly Ratios[]): void {
  const table = new Table({ head: [name, "median", "each pair"], style: { head: [], border: [] } });
  const row = (label: string, values: readonly number[]): void => {
    table.push([label, median(values).toFixed(2), values.map((value) => value.toFixed(2)).join(" ")]);
  };
  row(
    "messages/s, present to old",
    ratios.map(({ rate }) => rate),
  );
  row(
    "processor time, present to old",
    ratios.map(({ cpu }) => cpu),
  );
  row(
    "peak memory, present to old",
    ratios.map(({ memory }) => memory),
  );
  console.log(table.toString());
}

runScript(main);
