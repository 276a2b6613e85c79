import execa from "execa";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundle } from "../../../fixtures/command";
import { writeSettled } from "../../../fixtures/postfix/settled-file";
import { runProcess } from "../../../fixtures/process";
import { encodeLine } from "../../../importer/state/journal/crc-line";
import { JOURNAL_FORMAT, type JournalRecord, JOURNAL_VERSION } from "../../../importer/state/journal/records";
import { diagnose } from "../../../operator/doctor/doctor";
import type { Result } from "../../../operator/doctor/model";
import { parseSettings } from "../../../settings/load";

const DOMAIN = "example.org";
const ownSettings = {
  regions: ["us-east-1"],
  domains: [{ name: DOMAIN, primary: [{ host: `mail.${DOMAIN}` }], dns: "elsewhere" }],
  mailboxes: [{ user: "alice", addresses: ["alice"] }],
};
/** A Postfix with virtual mailboxes only. */
const postfix = (domain: string, mailboxes: string) =>
  [
    "compatibility_level = 3.7",
    `myhostname = mail.${domain}`,
    ...["mydestination =", "alias_maps =", "local_recipient_maps =", "recipient_delimiter = +"],
    `virtual_mailbox_domains = ${domain}`,
    `virtual_mailbox_maps = inline:{${mailboxes}}`,
    "",
  ].join("\n");
const ALICE = 5001;
const HOUR_S = 3_600;

/** The file system of a correct mail server below one directory; each test breaks a part. Needs root. */
export class HomeServer {
  readonly root = mkdtempSync(join(tmpdir(), "home-server-"));
  readonly maildir = join(this.root, "home/alice/Maildir");
  readonly state = join(this.root, "var/lib/standby-mx");
  readonly postfix = join(this.root, "etc/postfix");
  private readonly mounts: string[] = [];

  constructor(private readonly domain = DOMAIN) {
    chmodSync(this.root, 0o755);
    mkdirSync(dirname(this.maildir), { recursive: true });
    for (const folder of ["", "new", "cur", "tmp"]) {
      mkdirSync(join(this.maildir, folder), { recursive: true, mode: 0o700 });
      chownSync(join(this.maildir, folder), ALICE, ALICE);
    }
    mkdirSync(dirname(this.state), { recursive: true });
    mkdirSync(this.state, { recursive: true, mode: 0o700 });
    this.write("etc/cron.d/standby-mx", "*/5 * * * * root standby-mx import\n");
    this.virtualMailboxes("alice");
    this.write("etc/postfix/master.cf", "smtp inet n - y - - smtpd\n");
  }

  /** The local parts that Postfix accepts. */
  virtualMailboxes(...users: readonly string[]): void {
    const entries = users.map((user) => `{${user}@${this.domain}=${user}/Maildir/}`);
    this.write("etc/postfix/main.cf", postfix(this.domain, entries.join(" ")));
  }

  write(path: string, text: string | Buffer): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (file.startsWith(this.postfix)) writeSettled(file, text);
    else writeFileSync(file, text);
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  link(target: string, path: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    symlinkSync(target, join(this.root, path));
  }

  /** A journal of this importer with these records, last written some hours ago. */
  journal(records: readonly JournalRecord[], hours = 0, version = JOURNAL_VERSION): void {
    const header = { format: JOURNAL_FORMAT, version, id: "0123456789abcdef" };
    this.write("var/lib/standby-mx/journal", Buffer.concat([header, ...records].map((record) => encodeLine(record))));
    const written = Date.now() / 1_000 - hours * HOUR_S;
    utimesSync(join(this.state, "journal"), written, written);
  }

  /** The record of an import that ended some minutes ago. */
  lastRun(minutes: number, changes: object = {}): void {
    const endedAt = new Date(Date.now() - minutes * 60_000).toISOString();
    const run = { startedAt: endedAt, endedAt, exitCode: 0, delivered: 0, problems: [] };
    const store = { countedAt: endedAt, waiting: [], unclaimed: { messages: 0, bytes: 0 }, heldCount: 0, held: [] };
    const state = { writtenBy: "1", since: endedAt, lastRun: run, lastSuccessAt: endedAt, deliveredTotal: 0, store };
    const written = { format: "standby-mx run state", version: 1, ...state, ...changes };
    this.write("var/lib/standby-mx/run-state.json", JSON.stringify(written));
  }

  /** The record of a `users sync` some days ago. */
  lastSync(days: number): void {
    const at = new Date(Date.now() - days * 24 * 3_600_000).toISOString();
    const record = { format: "standby-mx users sync", version: 1, at, from: ["dovecot"] };
    this.write("var/lib/standby-mx/users-sync.json", JSON.stringify(record));
  }

  /** Mounts another file system at a directory of the Maildir. */
  mount(folder: string, options: string): void {
    const path = join(this.maildir, folder);
    execa.sync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]);
    this.mounts.push(path);
    const parts = folder === "" ? ["", "new", "cur", "tmp"] : [folder];
    for (const part of parts) {
      mkdirSync(join(this.maildir, part), { recursive: true, mode: 0o700 });
      chownSync(join(this.maildir, part), ALICE, ALICE);
      chmodSync(join(this.maildir, part), 0o700);
    }
  }

  remount(folder: string, options: string): void {
    execa.sync("mount", ["-o", `remount,${options}`, join(this.maildir, folder)]);
  }

  /** The results of one check, or of all checks of the mail server. */
  async doctor(check?: string, settings: object = {}, endpoint?: string): Promise<readonly Result[]> {
    const written = { ...ownSettings, ...settings };
    const { results } = await diagnose({
      settings: parseSettings(JSON.stringify(written), "test").settings,
      ids: check === undefined ? [] : [check],
      only: check === undefined ? "home" : undefined,
      root: this.root,
      postfixDirectory: this.postfix,
      endpoint,
    });
    return results;
  }

  /** The results of all checks of the mail server, run as a process of a user without rights. */
  async doctorAs(uid: number): Promise<readonly Result[]> {
    copyFileSync(bundle, join(this.root, "standby-mx.js"));
    this.write("settings.json", JSON.stringify(ownSettings));
    const args = ["doctor", "--settings", "settings.json", "--root", this.root, "--postfix", this.postfix];
    const ended = await runProcess(process.execPath, ["standby-mx.js", ...args, "--only", "home", "--json"], {
      ...{ cwd: this.root, uid, gid: uid },
      env: { PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: "true", AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
    });
    if (ended.stdout === "") throw new Error(ended.stderr);
    return (JSON.parse(ended.stdout) as { results: readonly Result[] }).results;
  }

  end(): void {
    for (const path of this.mounts.reverse()) execa.sync("umount", [path]);
    rmSync(this.root, { recursive: true, force: true });
  }
}
