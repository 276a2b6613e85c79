import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesAsSent } from "../../../fixtures/importer-settings";
import { importMail, type ImportOptions } from "../../../importer/import";
import type { Disk } from "../../../importer/machine/disk";
import type { Machine } from "../../../importer/machine/machine";
import { thisMachine } from "../../../importer/worker/this-machine";
import type { ImportReport } from "../../../importer/report";
import type { ImportSettings } from "../../../importer/context";
import type { ImporterSettings, Mailbox, Owner, Region } from "../../../settings/model";
import { DirectoryStore } from "../../../store/directory-store";
import type { Store } from "../../../store/store";

/** The user that runs the tests, also root. */
const self: Owner = { user: process.getuid?.() ?? 0, group: process.getgid?.() };

/** A mail server's disk in a temporary directory, with the buckets beside it, all of it real. */
export class OwnerMachine {
  readonly place = mkdtempSync(join(tmpdir(), "import-"));
  readonly bucket = new DirectoryStore(join(this.place, "store", "mail"));
  mailboxes: Mailbox[] = [];
  regions: [Region, ...Region[]] = [{ name: "eu-west-1", bucket: "mail" }];

  /** What the importer's settings say otherwise than by default, beside the state directory. */
  importer: Partial<ImporterSettings> = {};

  static async create(...users: readonly string[]): Promise<OwnerMachine> {
    const machine = new OwnerMachine();
    await machine.bucket.create();
    mkdirSync(machine.state, { recursive: true });
    chmodSync(machine.state, 0o700);
    for (const user of users) machine.addMailbox(user);
    return machine;
  }

  get state(): string {
    return join(this.place, "state");
  }

  maildir(user: string): string {
    return join(this.place, "home", user, "Maildir");
  }

  addMailbox(user: string, changes: Partial<Mailbox> = {}): void {
    const maildir = this.maildir(user);
    for (const name of ["new", "cur", "tmp"]) mkdirSync(join(maildir, name), { recursive: true });
    const addresses = [`${user}@example.org`];
    const defaults = {
      destination: { kind: "maildir" },
      owner: self,
      ruleName: user,
      prefix: user,
      formerPrefixes: [],
      catchAllDomains: [],
    } as const;
    this.mailboxes.push({ user, addresses, maildir, ...defaults, ...changes });
  }

  async store(key: string, text = `Subject: ${key}\r\n\r\nhello\r\n`): Promise<void> {
    await this.bucket.put(key, Buffer.from(text, "latin1"));
  }

  import(options: Partial<ImportOptions> = {}): Promise<ImportReport> {
    return importMail({ settings: this.settings, openStore: ({ bucket }) => this.open(bucket), ...options });
  }

  open(bucket: string): Promise<Store> {
    return Promise.resolve(new DirectoryStore(join(this.place, "store", bucket)));
  }

  get settings(): ImportSettings {
    const [first, ...rest] = this.mailboxes;
    const importer = { ...bytesAsSent, ...this.importer, stateDirectory: this.state };
    return { regions: this.regions, mailboxes: [first!, ...rest], importer };
  }

  /** Names of the files in a folder of a Maildir. */
  files(user: string, folder = "new"): string[] {
    return readdirSync(join(this.maildir(user), folder));
  }

  /** What is in `new/` of a folder, oldest name first. */
  messages(user: string, folder = "."): string[] {
    const place = join(folder, "new");
    return this.files(user, place)
      .sort()
      .map((name) => readFileSync(join(this.maildir(user), place, name), "latin1"));
  }

  /** Keys that are in the bucket. */
  async waiting(): Promise<string[]> {
    const keys: string[] = [];
    for await (const page of this.bucket.list("")) keys.push(...page.map(({ key }) => key));
    return keys;
  }

  remove(): void {
    rmSync(this.place, { recursive: true, force: true });
  }
}

/** This machine, some of it replaced. */
export function machineWith(changes: Partial<Machine>, disk: Partial<Disk> = {}): Machine {
  const real = thisMachine();
  const changed = { ...real.disk, ...disk };
  return { ...real, diskOf: () => Promise.resolve(changed), ...changes, disk: changed };
}
