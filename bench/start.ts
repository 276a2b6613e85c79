// npm run bench:start: the time that the command adds to Node's own start, for --version and for an import with nothing
// to do.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../fixtures/command";
import { startScriptedS3 } from "../fixtures/s3/scripted-s3";
import { measure } from "./measure";
import { median } from "./median";
import { makeMaildir } from "../fixtures/host/maildir";

const RUNS = 15;
/** Processor time above Node's own start: on an idle machine that is the elapsed time, too. */
const MAX_CPU_SECONDS = 0.15;

const settings = `regions: [eu-west-1]
domains:
  - name: example.org
    primary: [{ host: mail.example.org }]
    dns: elsewhere
mailboxes:
  - { user: alice, addresses: [alice], maildir: /Maildir, owner: ${process.getuid!()} }
`;

async function bench(directory: string): Promise<boolean> {
  writeFileSync(join(directory, "settings.yaml"), settings);
  chmodSync(directory, 0o755);
  makeMaildir(join(directory, "root/Maildir"));
  const cache = join(directory, "cache");
  mkdirSync(cache);
  const s3 = await startScriptedS3(new Map());
  const env = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", AWS_ENDPOINT_URL: s3.endpoint };
  const idleImport = ["import", "--settings", join(directory, "settings.yaml"), "--root", join(directory, "root")];
  const candidates = {
    "node -e 0": { args: ["-e", "0"], env },
    "--version": { args: [bundle, "--version"], env },
    "idle import": { args: [bundle, ...idleImport], env },
    "idle import, compiled code kept": { args: [bundle, ...idleImport], env: { ...env, CACHE_DIRECTORY: cache } },
  };
  const costs = new Map(Object.keys(candidates).map((name) => [name, [] as { wall: number; cpu: number }[]]));
  try {
    // The programs run in turn, so that a busy moment of the machine affects all of them.
    for (let run = 0; run < RUNS; run++)
      for (const [name, { args, env }] of Object.entries(candidates)) {
        const { seconds, cpuSeconds } = await measure([process.execPath, ...args], env, directory);
        costs.get(name)!.push({ wall: seconds, cpu: cpuSeconds });
      }
  } finally {
    await s3.stop();
  }
  const rows = [...costs].map(([name, runs]) => ({
    name,
    wall: median(runs.map(({ wall }) => wall)),
    cpu: median(runs.map(({ cpu }) => cpu)),
  }));
  const own = rows[0]!;
  process.stdout.write(`Node ${process.version}, medians of ${RUNS} runs, in parentheses what is above node -e 0\n`);
  for (const { name, wall, cpu } of rows) {
    const above = (value: number, base: number) => `${value.toFixed(2)} s (${(value - base).toFixed(2)})`;
    process.stdout.write(
      `${name.padEnd(32)} elapsed ${above(wall, own.wall)}  processor time ${above(cpu, own.cpu)}\n`,
    );
  }
  return rows.every(({ cpu }) => cpu - own.cpu <= MAX_CPU_SECONDS);
}

const directory = mkdtempSync(join(tmpdir(), "standby-mx-bench-"));
void bench(directory)
  .finally(() => rmSync(directory, { recursive: true }))
  .then((isWithin) => {
    if (isWithin) return;
    process.stdout.write(
      `expected at most ${MAX_CPU_SECONDS} s of processor time above node -e 0; is the machine idle?\n`,
    );
    process.exitCode = 1;
  });
