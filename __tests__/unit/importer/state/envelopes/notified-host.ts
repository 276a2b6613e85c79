import type { ImportOptions } from "../../../../../importer/import";
import type { Disk } from "../../../../../importer/machine/disk";
import type { ImportReport } from "../../../../../importer/report";
import { InProcessHost } from "../../../../../fixtures/host/in-process-host";
import { machineWith } from "../../../../../fixtures/host/machine-with";
import { MemoryQueue, notification } from "./memory-queue";
import { MINUTE_MS } from "../../../../../lib/time";

/** The mailboxes of ann, bob and carol (the catch-all), and a queue that gets a record of each stored object. */
export class NotifiedHost {
  readonly queue = new MemoryQueue();
  /** Minutes since the messages were stored. */
  minutes = 0;
  disk: Partial<Disk> = {};

  static async create(): Promise<NotifiedHost> {
    const host = await InProcessHost.create("ann", "bob");
    host.addMailbox("carol", { catchAllDomains: ["example.org"] });
    return new NotifiedHost(host);
  }

  private constructor(readonly host: InProcessHost) {}

  /**
   * Stores a message as SES does: an object for each rule that matches, and a record of each. `recipients` are local parts,
   * `Ann` and `ann+x` among them. Gives the records, which may still get lost.
   */
  async store(id: string, ...recipients: string[]): Promise<Map<string, object>> {
    const records = new Map<string, object>();
    for (const user of ["ann", "bob", "carol"]) {
      const matched = user === "carol" ? recipients : recipients.filter((one) => ownerOf(one) === user);
      if (matched.length === 0) continue;
      const key = `${user}/${id}`;
      await this.host.put(key);
      records.set(
        user,
        notification(
          key,
          matched.map((one) => `${one}@example.org`),
        ),
      );
    }
    return records;
  }

  async storeAndNotify(id: string, ...recipients: string[]): Promise<void> {
    for (const record of (await this.store(id, ...recipients)).values()) this.queue.send(record);
  }

  import(options: Partial<ImportOptions> = {}): Promise<ImportReport> {
    const stored = Date.now();
    const machine = machineWith({ now: () => stored + this.minutes * MINUTE_MS }, this.disk);
    return this.host.import({
      openQueue: this.queue.open,
      machine,
      ...options,
    });
  }

  /** Ids of the messages in a mailbox. */
  idsOf(user: string): string[] {
    return this.host
      .messages(user)
      .map((text) => /^Subject: \w+\/(.*?)\r?$/m.exec(text)![1]!)
      .sort();
  }

  get ids(): Record<string, string[]> {
    return Object.fromEntries(["ann", "bob", "carol"].map((user) => [user, this.idsOf(user)]));
  }
}

export function ownerOf(recipient: string): string | undefined {
  const name = recipient.toLowerCase().split("+", 1)[0]!;
  return ["ann", "bob", "carol"].includes(name) ? name : undefined;
}
