// npm run bench:settings: processor time to load and to synthesize settings with 200 mailboxes of 100 addresses.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { parseSettings } from "../settings/load";
import { addStandby } from "../stacks/standby";

const MAILBOXES = 200;
const ADDRESSES = 100;

const mailboxes = Array.from({ length: MAILBOXES }, (_, user) => {
  const addresses = Array.from({ length: ADDRESSES }, (_, n) => `first${n}.last${user}@example.org`);
  return `  - user: user${user}\n    addresses: [${addresses.join(", ")}]\n`;
});
const yaml = `regions: [eu-west-1]
domains:
  - name: example.org
    primary: [{ host: mail.example.org }]
    dns: elsewhere
mailboxes:
${mailboxes.join("")}aliases:
  postmaster@example.org: user0
`;

const cpuSeconds = (since?: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(since);
  return `${((user + system) / 1e6).toFixed(2)} s`;
};
const started = process.cpuUsage();
const { settings } = parseSettings(yaml, "bench.yaml");
const loading = cpuSeconds(started);
const loaded = process.cpuUsage();

const outdir = mkdtempSync(join(tmpdir(), "standby-mx-bench-"));
try {
  const app = new App({ outdir });
  addStandby(app, settings);
  app.synth();
} finally {
  rmSync(outdir, { recursive: true });
}
process.stdout.write(`${MAILBOXES} mailboxes of ${ADDRESSES} addresses (${(yaml.length / 1024).toFixed(0)} KiB)
  load        ${loading}
  synthesize  ${cpuSeconds(loaded)}
`);
