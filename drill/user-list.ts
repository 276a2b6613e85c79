import { asciiLowerCase } from "../lib/domain-name";
import type { Mailbox, Settings } from "../settings/model";

/** The user list of the owner's server: whose mailbox an envelope recipient belongs to, `undefined` for nobody's. */
export class UserList {
  private readonly byAddress = new Map<string, Mailbox>();
  private readonly domains: ReadonlySet<string>;
  private readonly catchAll: Mailbox | undefined;

  constructor(settings: Settings) {
    for (const mailbox of settings.mailboxes) {
      for (const address of mailbox.addresses) this.byAddress.set(address, mailbox);
    }
    this.domains = new Set(settings.domains.map((domain) => domain.name));
    this.catchAll = settings.mailboxes.find((mailbox) => mailbox.user === settings.catchAll);
  }

  /** Case does not count; neither does a label, `user+label@`, unless the address with the label is somebody's (RFC 5233). */
  find(recipient: string): Mailbox | undefined {
    const address = asciiLowerCase(recipient);
    const at = address.lastIndexOf("@");
    const domain = address.slice(at + 1);
    if (!this.domains.has(domain)) return undefined;
    const user = address.slice(0, at);
    const withoutLabel = `${user.split("+", 1)[0]}@${domain}`;
    return this.byAddress.get(`${user}@${domain}`) ?? this.byAddress.get(withoutLabel) ?? this.catchAll;
  }
}
