// Makes dist/standby-mx.js: the whole command in one file that needs only Node, because that is what an operator
// copies to the mail server. The build fails when the file would contain cdktf, or the SDK's S3 client (store/ has its own).
import { build } from "esbuild";
import { chmodSync, readFileSync, renameSync } from "node:fs";
import { buildWorker } from "./build-worker.js";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

const bundle = "dist/standby-mx.js";
const unfinished = `${bundle}.${process.pid}`;

const result = await build({
  entryPoints: ["cli/index.ts"],
  outfile: unfinished,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: false,
  legalComments: "none",
  metafile: true,
  banner: { js: "#!/usr/bin/env node" },
  define: { STANDBY_MX_VERSION: JSON.stringify(version), STANDBY_MX_WORKER: JSON.stringify(buildWorker()) },
  logLevel: "warning",
});

const excluded = Object.keys(result.metafile.inputs).find((path) =>
  /node_modules\/(cdktf|constructs|@cdktf|@aws-sdk\/client-s3)\//.test(path),
);
if (excluded !== undefined) {
  console.error(`dist/standby-mx.js would contain what does not belong on a mail server:\n  ${excluded}`);
  process.exit(1);
}

// By rename, so that a command that starts meanwhile never reads half of it.
chmodSync(unfinished, 0o755);
renameSync(unfinished, bundle);
