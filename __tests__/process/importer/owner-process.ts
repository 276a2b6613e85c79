import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { bundle } from "../../../fixtures/command";
import { type Ended, runProcess } from "../../../fixtures/process";
import { DirectoryStore } from "../../../store/directory-store";

/** The built command on a mail server of its own: ann's and bob's Maildirs below a root, the bucket in a directory. */
export class OwnerProcess {
  readonly place = mkdtempSync(join(tmpdir(), "import-process-"));
  readonly bucket = new DirectoryStore(join(this.place, "store", "mail"));

  static async create(): Promise<OwnerProcess> {
    const owner = new OwnerProcess();
    await owner.clear();
    return owner;
  }

  /** Empty Maildirs, an empty bucket, no state, and these settings of the importer. */
  async clear(importer: object = {}): Promise<void> {
    for (const name of ["store", "root"]) rmSync(join(this.place, name), { recursive: true, force: true });
    await this.bucket.create();
    for (const user of ["ann", "bob"]) {
      for (const name of ["new", "cur", "tmp"]) mkdirSync(join(this.maildir(user), name), { recursive: true });
    }
    this.settings(importer);
  }

  settings(importer: object): void {
    const mailboxes = ["ann", "bob"].map((user) => ({ user, addresses: [user] }));
    const domain = { name: "example.org", primary: [{ host: "mail.example.org" }], dns: "elsewhere" };
    const settings = { regions: ["eu-west-1"], bucket: "mail", domains: [domain], mailboxes, importer };
    writeFileSync(join(this.place, "settings.yaml"), stringify(settings));
  }

  maildir(user: string): string {
    return join(this.place, "root/home", user, "Maildir");
  }

  /** The unseen messages in a folder (`""`: INBOX), in the order of their names. */
  messages(user: string, folder = ""): string[] {
    const path = join(this.maildir(user), folder, "new");
    return readdirSync(path)
      .sort()
      .map((name) => readFileSync(join(path, name), "latin1"));
  }

  async waiting(): Promise<string[]> {
    const keys: string[] = [];
    for await (const page of this.bucket.list("")) keys.push(...page.map(({ key }) => key));
    return keys;
  }

  import(env: NodeJS.ProcessEnv = {}, ...args: readonly string[]): Promise<Ended> {
    const places = ["--settings", join(this.place, "settings.yaml"), "--root", join(this.place, "root")];
    const store = ["--store", `dir:${join(this.place, "store")}`];
    return runProcess(process.execPath, [bundle, "import", ...places, ...store, ...args], {
      env: { PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: "true", HOME: this.place, ...env },
    });
  }

  remove(): void {
    rmSync(this.place, { recursive: true, force: true });
  }
}
