import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { MAX_FOLDER_DEPTH } from "../../importer/maildir/find-messages";
import { hasCode } from "../../lib/errors";
import { CANARY_HEADER } from "./canary-message";

/** Enough for the headers of SES, of the importer and of the message. */
const MAX_READ_BYTES = 64 * 1024;
const MAX_SIZE_BYTES = 256 * 1024;

export interface MaildirCopy {
  /** The directory below the Maildir, such as `new` or `.Junk/new`. */
  readonly folder: string;
  readonly text: string;
}

/** Searches a Maildir repeatedly for the canary; each file is read once. */
export class MaildirCopies {
  private readonly seen = new Set<string>();
  private readonly found = new Map<string, MaildirCopy>();

  constructor(
    private readonly maildir: string,
    private readonly nonce: string,
  ) {}

  /** Returns every copy that is there now. Throws the error of the file system where this user has no permission. */
  async find(): Promise<readonly MaildirCopy[]> {
    const present = new Set<string>();
    await this.search("", 0, present);
    return [...this.found].flatMap(([name, copy]) => (present.has(name) ? [copy] : []));
  }

  private async search(folder: string, depth: number, present: Set<string>): Promise<void> {
    for (const entry of await readdir(join(this.maildir, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (!entry.isDirectory() || entry.name === "tmp") continue;
      if (entry.name === "new" || entry.name === "cur") await this.match(path, present);
      else if (depth < MAX_FOLDER_DEPTH) await this.search(path, depth + 1, present);
    }
  }

  private async match(folder: string, present: Set<string>): Promise<void> {
    for (const entry of await readdir(join(this.maildir, folder))) {
      // A reader moves a message from `new` to `cur`, with flags behind a colon.
      const name = join(folder, "..", entry.replace(/:.*$/s, ""));
      present.add(name);
      if (this.seen.has(name)) continue;
      const text = await headOf(join(this.maildir, folder, entry));
      if (text === undefined) continue;
      this.seen.add(name);
      if (text.includes(`${CANARY_HEADER}: ${this.nonce}`)) this.found.set(name, { folder, text });
    }
  }
}

/** The beginning of a file; `undefined`: the file is gone. Opens neither links nor pipes, because the Maildir belongs to another user. */
async function headOf(path: string): Promise<string | undefined> {
  try {
    const { size } = await lstat(path);
    if (size > MAX_SIZE_BYTES) return "";
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(MAX_READ_BYTES), 0, MAX_READ_BYTES, 0);
      return buffer.toString("latin1", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    if (hasCode(error, "ELOOP", "EISDIR", "ENXIO", "ESPIPE")) return "";
    throw error;
  }
}
