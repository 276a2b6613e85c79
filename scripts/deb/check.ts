// npm run check:deb: builds the package twice with the same bytes, runs lintian, checks the restrictions of the units, and follows
// docs/install.md on a bare Debian 13 with its own systemd: install, settings, import, upgrade, remove, purge. Needs root and the
// system tools.
import execa from "execa";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { startS3 } from "../../fixtures/s3/s3-server";
import { BuildMachine } from "./machine";
import { startMailServers } from "./run-destinations";
import { runInstallDocument } from "./run-install-document";

const SUITE = "trixie";
const ROOT_PACKAGES = ["nodejs", "passwd", "systemd-sysv"];

async function check(work: string): Promise<void> {
  const debs = [build(work), build(work, "0.1.1")] as const;
  const again = build(join(work, "again"));
  if (!readFileSync(debs[0]).equals(readFileSync(again)))
    throw new Error(`expected the same bytes in ${debs[0]} and ${again}`);
  run("lintian", "--fail-on", "error,warning", debs[0]);
  run("bash", "scripts/deb/check-contents.sh", debs[0]);

  const root = join(work, "root");
  run("bash", "scripts/deb/make-root.sh", root, SUITE, ...ROOT_PACKAGES);
  for (const deb of debs) copyFileSync(deb, join(root, "root", basename(deb)));
  copyFileSync("dist/standby-mx.js", join(root, "root/standby-mx.js"));
  const s3 = await startS3();
  const servers = await startMailServers(root);
  try {
    const machine = await BuildMachine.boot(root);
    try {
      await runInstallDocument(machine, s3, servers.smtpPort);
    } finally {
      await machine.stop();
    }
  } finally {
    servers.stop();
    await s3.stop();
  }
  process.stdout.write("check-deb: installed, imported, upgraded, removed and purged as docs/install.md says\n");
}

function build(folder: string, version?: string): string {
  mkdirSync(folder, { recursive: true });
  const env = version === undefined ? {} : { DEB_VERSION: version };
  return execa.sync(process.execPath, ["scripts/deb/build.mjs", folder], { env, stderr: "inherit" }).stdout;
}

function run(program: string, ...args: string[]): void {
  process.stdout.write(`\n--- ${program} ${args.join(" ")}\n`);
  execa.sync(program, args, { stdio: "inherit" });
}

process.chdir(resolve(__dirname, "../.."));
const work = mkdtempSync(join(tmpdir(), "standby-mx-check-deb-"));
check(work)
  .finally(() => rmSync(work, { recursive: true, force: true }))
  .catch((error: unknown) => {
    process.stderr.write(`check-deb: ${String(error)}\n`);
    process.exitCode = 1;
  });
