import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reconcile, type Reconciliation } from "../../../../drill/reconcile/reconcile";
import type { SentMessage } from "../../../../drill/dispatch";
import { makeMaildirDirectories, withUnixLineEnds } from "../../../../drill/maildir";
import type { Settings } from "../../../../settings/model";
import { UserList } from "../../../../drill/user-list";
import { drillSettings } from "../settings-of";

const hosts = { primary: "mail.example.org", standby: "inbound-smtp.eu-west-1.amazonaws.com" };

/** The headers of SES, with the line ends of a Maildir. */
const blockOf = {
  primary: (id: string) =>
    `Return-Path: <carol@x.example>\nReceived: from x by mail.example.org with ESMTP id ${id};\n now\n`,
  standby: (id: string) =>
    `Return-Path: <carol@x.example>\nReceived: from x (x [192.0.2.1])\n by ${hosts.standby} with SMTP id ${id}\n` +
    ` for alice@example.org;\n Tue, 24 Nov 2026 09:00:00 +0000 (UTC)\nX-SES-Spam-Verdict: PASS\nX-SES-Virus-Verdict: PASS\n` +
    `Received-SPF: none client-ip=192.0.2.1;\nAuthentication-Results: amazonses.com;\n spf=none;\n dmarc=none;\n` +
    `X-SES-RECEIPT: AEFB==\nX-SES-DKIM-SIGNATURE: a=rsa-sha256; b=Zm9y\n`,
};

/** The headers that the import writes above the block of SES, which names alice. */
function aboveBlock(bucket: string, user: string, id: string, message: Buffer): string {
  const object = Buffer.concat([Buffer.from(blockOf.standby(id).replaceAll("\n", "\r\n")), message]);
  const etag = createHash("md5").update(object).digest("hex");
  const originalTo = user === "alice" ? "X-Original-To: alice@example.org\n" : "";
  const trace = `X-Standby-MX: bucket=${bucket};\n key=${user}/${id};\n etag=${etag}\n`;
  return `${originalTo}Delivered-To: ${user}@example.org\n${trace}`;
}

/** Messages sent to alice and bob, or to the mailboxes of other settings, and their Maildirs in a temporary directory. */
export class SentMail {
  readonly root = mkdtempSync(join(tmpdir(), "standby-mx-reconcile-"));
  private readonly sentLog: SentMessage[] = [];

  static async open(settings = drillSettings()): Promise<SentMail> {
    const mail = new SentMail(settings);
    for (const { maildir } of settings.mailboxes) await makeMaildirDirectories(mail.root + maildir);
    return mail;
  }

  private constructor(private readonly settings: Settings) {}

  close(): void {
    rmSync(this.root, { recursive: true });
  }

  /** The path of a file in `new/` of a user's Maildir. */
  inNew(user: string, name = ""): string {
    const { maildir } = this.settings.mailboxes.find((mailbox) => mailbox.user === user)!;
    return join(this.root, maildir, "new", name);
  }

  /** A host accepts the message for alice, bob or both, and each gets a correct file. Returns the paths of the files. */
  deliver(acceptedBy: "primary" | "standby", message: Buffer, recipients = ["alice"]): string[] {
    const id = createHash("sha1").update(`${this.sentLog.length}`).digest("hex");
    const reply = `250 OK ${id}`;
    const outcome = { kind: "accepted" as const, host: hosts[acceptedBy], reply, failedAttempts: [], answeredAt: 1 };
    this.sentLog.push({
      phase: "down",
      message: {
        name: id,
        title: `message ${this.sentLog.length}`,
        sender: "carol@x.example",
        to: ["user"],
        read: () => Promise.resolve(message),
      },
      sentAt: 0,
      outcomes: new Map(recipients.map((user) => [`${user}@example.org`, outcome])),
    });
    const file = Buffer.concat([Buffer.from(blockOf[acceptedBy](id)), withUnixLineEnds(message)]);
    return recipients.map((recipient) => {
      const user = recipient.split("+")[0]!;
      const path = this.inNew(user, id);
      const above = acceptedBy === "primary" ? "" : aboveBlock(this.settings.regions[0].bucket, user, id, message);
      writeFileSync(path, Buffer.concat([Buffer.from(above), file]));
      return path;
    });
  }

  reconcile(
    resolve: (name: string, type: string) => Promise<unknown> = () => Promise.reject(new Error("no DNS")),
  ): Promise<Reconciliation> {
    const isStandby = (host: string) => host === hosts.standby;
    const { settings, sentLog, root } = this;
    return reconcile({ settings, users: new UserList(settings), sentLog, root, isStandby, resolve });
  }

  /** The faults, as "kind mailbox". */
  async faults(): Promise<string[]> {
    return (await this.reconcile()).faults.map(({ kind, mailbox }) => `${kind} ${mailbox}`).sort();
  }
}
