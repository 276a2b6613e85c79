// Makes dist/standby-mx.js: the whole command in one file that needs only Node, which an operator copies to the mail server.
// Fails if the file would contain cdktf, or the SDK's S3 client (store/ has its own).
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { buildParts } from "./bundle/parts.mjs";
import { packagesOf } from "./bundle/packages.mjs";
import { programOf } from "./bundle/program.mjs";
import { buildTestingKit } from "./bundle/testing-kit.mjs";
import { buildWorker } from "./build-worker.js";

const MAX_BUNDLE_BYTES = 2_000_000;

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

const { parts, inputs } = await buildParts({
  STANDBY_MX_VERSION: JSON.stringify(version),
  STANDBY_MX_WORKER: JSON.stringify(buildWorker()),
});

const excluded = inputs.find((path) => /node_modules\/(cdktf|constructs|@cdktf|@aws-sdk\/client-s3)\//.test(path));
if (excluded !== undefined) {
  console.error(`dist/standby-mx.js would contain what does not belong on a mail server:\n  ${excluded}`);
  process.exit(1);
}

const program = programOf(parts);

if (program.length > MAX_BUNDLE_BYTES) {
  console.error(
    `expected at most ${MAX_BUNDLE_BYTES} bytes in dist/standby-mx.js, found ${program.length}; see scripts/bundle/`,
  );
  process.exit(1);
}

// A rename replaces the file, so that a command that starts meanwhile never reads an incomplete file.
const bundle = "dist/standby-mx.js";
const unfinished = `${bundle}.${process.pid}`;
mkdirSync("dist", { recursive: true });
writeFileSync(unfinished, program);
chmodSync(unfinished, 0o755);
renameSync(unfinished, bundle);

await buildTestingKit();

// The packages in the file, for their licences.
writeFileSync("dist/bundled-packages.json", `${JSON.stringify(packagesOf(inputs), null, 1)}\n`);
