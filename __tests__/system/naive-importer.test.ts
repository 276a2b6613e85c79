import { buildSync } from "esbuild";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { startCrashServers } from "../../fixtures/crash/crash-servers";
import type { ImporterUnderTest } from "../../fixtures/crash/run-case";
import { runCase } from "../../fixtures/crash/run-case";
import { findFaultPoints } from "../../fixtures/crash/fault-points";
import { makeOpenDirectory } from "../../fixtures/open-directory";
import { s3Environment } from "../../fixtures/s3/s3-server";

// The control of the crash matrix: the same checks must find the faults of a common import script.
let servers: Awaited<ReturnType<typeof startCrashServers>>;
const directory = makeOpenDirectory("naive-");
const program = join(directory, "naive-loop.mjs");

beforeAll(async () => {
  // In one file, because the user of the process may be unable to read the checkout's node_modules.
  const loop = resolve(__dirname, "../../bench/naive-loop.mjs");
  const oneFile = { bundle: true, outfile: program, format: "esm", platform: "node" } as const;
  buildSync({ ...oneFile, entryPoints: [loop], mainFields: ["module", "main"] });
  servers = await startCrashServers();
}, 300_000);
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await servers.close();
});

const naive: ImporterUnderTest = ({ uid, bucket, user, maildir }) => ({
  argv: [
    "setpriv",
    ...["--reuid", `${uid}`, "--regid", `${uid}`, "--clear-groups"],
    ...[process.execPath, program, bucket, user, maildir],
  ],
  env: s3Environment(servers.s3.endpoint),
});

test("the matrix finds incomplete, duplicate and undeleted mail of a naive importer", async () => {
  const { points } = await findFaultPoints(servers, "s3", 1, { subject: naive });
  const kinds = new Set<string>();
  for (const { call, selector } of points) {
    if (call.name !== "write") continue; // the file in new/, and each request
    for (const reader of ["read", "expunge"] as const) {
      const fault = { selector, effect: "kill before" as const };
      const outcome = await runCase(servers, { store: "s3", messages: 1, faults: [fault], reader }, naive);
      const harm = outcome.findings.join("\n").match(/torn|is there 2 times|is back|is lost|must be/g);
      for (const kind of harm ?? []) kinds.add(kind);
    }
  }
  expect([...kinds]).toEqual(expect.arrayContaining(["torn", "is back"]));
}, 120_000);
