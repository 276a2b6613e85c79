import { importerDefaults } from "../../../fixtures/importer-settings";
import type { Domain, Mailbox, Settings } from "../../../settings/model";

export function mailbox(user: string, more: Partial<Mailbox> = {}): Mailbox {
  return {
    user,
    addresses: [`${user}@example.org`],
    maildir: `/home/${user}/Maildir`,
    destination: { kind: "maildir" },
    owner: undefined,
    ruleName: `${user}_example.org`,
    prefix: user,
    formerPrefixes: [],
    catchAllDomains: [],
    ...more,
  };
}

export function domain(name: string, more: Partial<Domain> = {}): Domain {
  return {
    name,
    primary: [{ host: `mail.${name}`, preference: 10 }],
    standbyPreference: 100,
    dns: { kind: "route53", zone: { name } },
    ...more,
  };
}

/** One region, one domain in Route 53, two mailboxes, and the values in `more`. */
export function settings(more: Partial<Settings> = {}): Settings {
  return {
    regions: [{ name: "eu-west-1", bucket: "example.org-mail-stocker" }],
    domains: [domain("example.org")],
    mailboxes: [mailbox("alice", { addresses: ["alice@example.org", "postmaster@example.org"] }), mailbox("bob")],
    recipientDelimiter: "+",
    ruleSet: "main-ruleset",
    tlsPolicy: "Optional",
    manageActiveRuleSet: true,
    retention: { deletedDays: 30, waitingDays: undefined },
    preventDestroy: true,
    envelopeQueue: undefined,
    state: { kind: "local", path: undefined },
    importer: importerDefaults,
    monitoring: { ping: undefined, pingFile: undefined, failureGraceMinutes: 60, notify: undefined },
    doctor: { resolvers: [], mute: [] },
    acknowledgedGaps: [],
    ...more,
  };
}
