import type { Settings } from "../../../settings/model";
import type { Sent } from "../ledger";
import { groupBy } from "../group-by";
import { messagesIn, withUnixLineEnds, type MaildirFile } from "../maildir";
import type { UserList } from "../user-list";
import { promised, type Delivery } from "./deliveries";
import { checkSignatures, type SignatureCount } from "./dkim";
import { faultOfBlock, traceId } from "./header-block";

/** One thing that is not as it was promised. */
export interface Finding {
  readonly kind: "lost" | "duplicated" | "changed" | "unexpected";
  readonly message: string;
  readonly phase: string;
  readonly mailbox: string;
  readonly what: string;
}

export interface Account {
  readonly deliveries: readonly Delivery[];
  readonly findings: readonly Finding[];
  readonly signatures: SignatureCount;
}

export interface AccountRequest {
  readonly settings: Settings;
  readonly users: UserList;
  readonly ledger: readonly Sent[];
  /** Where the Maildirs of the settings begin on this machine. */
  readonly root: string;
  readonly isStandby: (host: string) => boolean;
  readonly resolve: (name: string, type: string) => Promise<unknown>;
}

/** A file of a Maildir whose header block names nothing that a host promised. */
interface Stranger {
  readonly user: string;
  readonly file: MaildirFile;
}

/** Looks into every Maildir, and compares what is there, byte for byte, with what the sender was promised. */
export async function takeAccount(request: AccountRequest): Promise<Account> {
  const { settings, users, ledger, root, isStandby, resolve } = request;
  const deliveries = promised(ledger, users);
  const findings: Finding[] = [];
  const signatures: SignatureCount = { valid: 0, broken: 0, unchecked: 0 };
  const found = new Set<Delivery>();
  const find = (kind: Finding["kind"], { sent, mailbox }: Delivery, what: string) => {
    const { message, phase } = sent;
    findings.push({ kind, message: message.shows, phase, mailbox: mailbox.user, what });
  };

  const byId = groupBy(deliveries, ({ id }) => id);

  const strangers: Stranger[] = [];
  for (const { user, maildir } of settings.mailboxes) {
    for await (const file of messagesIn(root + maildir)) {
      const candidates = byId.get(traceId(file.bytes) ?? "") ?? [];
      const delivery = candidates.find(({ mailbox }) => mailbox.user === user);
      if (delivery === undefined || found.has(delivery)) {
        const of = delivery ?? candidates[0];
        if (of === undefined) strangers.push({ user, file });
        else find("duplicated", of, `another copy of it is ${file.path}`);
        continue;
      }
      found.add(delivery);
      const fault = await compare(file.bytes, delivery, isStandby(delivery.host) ? "standby" : "primary");
      if (fault !== undefined) find("changed", delivery, `${fault} (${file.path})`);
      const broken = await checkSignatures(file.bytes, resolve, signatures);
      if (broken !== undefined) find("changed", delivery, `${broken} (${file.path})`);
    }
  }
  for (const { user, file } of strangers) {
    const delivery = await sameContent({ user, file }, deliveries, found);
    if (delivery === undefined) {
      findings.push({ kind: "unexpected", message: "?", phase: "?", mailbox: user, what: `nobody sent ${file.path}` });
    } else if (found.has(delivery)) find("duplicated", delivery, `another copy of it is ${file.path}`);
    else {
      found.add(delivery);
      find("changed", delivery, `the header block before it is not that of ${delivery.host} (${file.path})`);
    }
  }
  for (const delivery of deliveries) {
    if (!found.has(delivery)) find("lost", delivery, `${delivery.host} accepted it as ${delivery.id}`);
  }
  return { deliveries, findings, signatures };
}

async function compare(file: Buffer, { sent, id }: Delivery, by: "primary" | "standby"): Promise<string | undefined> {
  const message = withUnixLineEnds(await sent.message.read());
  const start = file.length - message.length;
  if (start < 0 || !file.subarray(start).equals(message)) return "its bytes are not those that were sent";
  return faultOfBlock(file.subarray(0, start), { by, sender: sent.message.sender, id });
}

/** Whose message a file without a known id is, by its content: rather one of this user's, and rather one not found yet. */
async function sameContent(
  { user, file }: Stranger,
  deliveries: readonly Delivery[],
  found: ReadonlySet<Delivery>,
): Promise<Delivery | undefined> {
  const rank = (delivery: Delivery) => Number(delivery.mailbox.user === user) * 2 + Number(!found.has(delivery));
  for (const delivery of [...deliveries].sort((a, b) => rank(b) - rank(a))) {
    const message = withUnixLineEnds(await delivery.sent.message.read());
    const start = file.bytes.length - message.length;
    if (message.length > 0 && start >= 0 && file.bytes.subarray(start).equals(message)) return delivery;
  }
  return undefined;
}
