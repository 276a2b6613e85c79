import type { AlertSettings } from "./alerts";
import type { Resolver } from "./names/resolvers";

/**
 * The meaning of a checked `standby-mx.yaml`: with all defaults, and every name in the form of AWS and DNS (domains as
 * lower-case A-labels, full addresses). Code that gets a `Settings` does not check it again.
 */
export interface Settings {
  /** Regions in which SES receives, in the order of the file. The first one owns the MX records, the TXT record and the importer's user. */
  readonly regions: readonly [Region, ...Region[]];
  readonly domains: readonly [Domain, ...Domain[]];
  readonly mailboxes: readonly [Mailbox, ...Mailbox[]];
  /** The host for which the settings are read, with `settingsOfHost`; `undefined`: all mailboxes are this host's. */
  readonly host?: string | undefined;
  /** The characters between an address and its label at the operator's server; empty: the server supports no labels. */
  readonly recipientDelimiter: string;
  readonly ruleSet: string;
  readonly tlsPolicy: "Optional" | "Require";
  /** False if another team owns the single active rule set that the account has in this region. */
  readonly manageActiveRuleSet: boolean;
  readonly retention: Retention;
  /** Whether Terraform refuses to destroy the mail bucket. */
  readonly preventDestroy: boolean;
  /**
   * Name of the queue (and of its topic) to which SES sends the envelope of each message it stores, in every region;
   * `undefined`: there is no queue. `envelopeQueues` names the queues of several hosts.
   */
  readonly envelopeQueue: string | undefined;
  /** The alerts by e-mail; `undefined`: no alerts, and no cost. */
  readonly alerts?: AlertSettings | undefined;
  readonly state: TerraformState;
  readonly importer: ImporterSettings;
  readonly monitoring: MonitoringSettings;
  readonly doctor: DoctorSettings;
  /** Sources of gaps that `standby-mx users` does not report. */
  readonly acknowledgedGaps: readonly string[];
}

/** One receiving region with the bucket in which its mail waits. */
export interface Region {
  readonly name: string;
  readonly bucket: string;
}

/** One of the operator's domains, with the hosts that receive its mail. */
export interface Domain {
  /** A name with a dot at its start means all subdomains: `.example.org`. */
  readonly name: string;
  readonly primary: readonly [PrimaryHost, ...PrimaryHost[]];
  /** Preference of the standby in the first receiving region; each further region has the next higher preference. */
  readonly standbyPreference: number;
  readonly dns: { readonly kind: "route53"; readonly zone: HostedZone } | { readonly kind: "elsewhere" };
}

export interface PrimaryHost {
  readonly host: string;
  /** The MX preference: senders try the lowest first (RFC 5321 section 5.1). */
  readonly preference: number;
}

export type HostedZone = { readonly name: string } | { readonly id: string };

/** One user's Maildir, with the addresses whose mail belongs there. */
export interface Mailbox {
  readonly user: string;
  /**
   * The mail server that has the mailbox. Either each mailbox has a host, or none has; `undefined`: there is only one
   * mail server.
   */
  readonly host?: string | undefined;
  /**
   * Full addresses in lower case, without duplicates: the mailbox's own addresses, those from aliases, and those in
   * alias domains. Another mailbox may share some of them.
   */
  readonly addresses: readonly string[];
  /** Domains for which the mailbox is the catch-all. */
  readonly catchAllDomains: readonly string[];
  /** Absolute path of the Maildir. */
  readonly maildir: string;
  /** The destination of this mailbox's mail on the mail server. */
  readonly destination: Destination;
  /** `undefined`: the owner of the Maildir on disk. */
  readonly owner: Owner | undefined;
  /** Name of the receipt rule, `${user}_${domain}` by default; `mailboxRules` names further rules of the mailbox. */
  readonly ruleName: string;
  /** Key prefix of this mailbox's objects, without a slash at its end. */
  readonly prefix: string;
  /** Key prefixes under which mail of this mailbox may still wait, such as the prefix of its user's former name. */
  readonly formerPrefixes: readonly string[];
}

export type Destination = { readonly kind: "maildir" } | ServerDestination | CommandDestination;

/** An LMTP server (RFC 2033), such as Dovecot, or an SMTP server, such as Postfix, to which the importer delivers. */
export interface ServerDestination {
  readonly kind: "lmtp" | "smtp";
  readonly server: MailServer;
  readonly recipients: RecipientsOfServer;
  readonly onUnknown: OnUnknown;
}

export type MailServer = { readonly path: string } | { readonly host: string; readonly port: number };

/**
 * The recipients that the server gets. `envelope`: the recipients of the message's envelope, from which the server
 * finds the users; `mailbox`: the mailbox's first address, because the mailbox belongs to one user.
 */
export type RecipientsOfServer = "envelope" | "mailbox";

/** A program to which the importer passes each message on standard input. */
export interface CommandDestination {
  readonly kind: "command";
  /** Program and arguments, with the placeholders `{user}`, `{address}` and `{sender}`. */
  readonly command: readonly [string, ...string[]];
  readonly onUnknown: OnUnknown;
}

/** The treatment of a message whose delivery status is unknown: the importer sends the message again, or holds it. */
export type OnUnknown = "resend" | "hold";

/** A uid and gid, or names that the mail server resolves. */
export interface Owner {
  readonly user: string | number;
  readonly group: string | number | undefined;
}

export interface Retention {
  /** Days after which a deleted (imported) message is permanently removed from the bucket. */
  readonly deletedDays: number;
  /** Days after which a waiting message expires; `undefined`: never. */
  readonly waitingDays: number | undefined;
}

export type TerraformState =
  | { readonly kind: "local"; readonly path: string | undefined }
  | { readonly kind: "s3"; readonly bucket: string; readonly key: string | undefined; readonly region: string };

/** The action of the importer for a message that failed a check of SES; `hold` leaves the message in the bucket. */
export interface Verdicts {
  readonly virus: VerdictAction;
  readonly spam: VerdictAction;
  /** DMARC failed, and the policy of the domain in the From header is `reject`. */
  readonly dmarcReject: VerdictAction;
}

export type VerdictAction = "deliver" | "junk" | "quarantine" | "hold";

export interface ImporterSettings {
  /** The directory of the journal and the lock. */
  readonly stateDirectory: string;
  readonly verdicts: Verdicts;
  /** Directory names of Maildir++ folders, without the leading dot. */
  readonly folders: { readonly junk: string; readonly quarantine: string };
  /** Whether delivered messages get Delivered-To, X-Original-To and a trace header. */
  readonly addedHeaders: boolean;
  /** Key prefixes of objects that belong to no mailbox and are not reported. */
  readonly ignorePrefixes: readonly string[];
  /** The AWS account that owns the mail buckets; `undefined`: the importer does not check the owner. */
  readonly bucketOwner?: string | undefined;
  /** Whether the importer's IAM user has the permissions boundary of the bootstrap stack. */
  readonly permissionsBoundary?: boolean | undefined;
  /**
   * Whether each host has an IAM user of its own, which may list only the prefixes of the host's mailboxes; otherwise
   * all hosts share one user.
   */
  readonly keyPerHost?: boolean | undefined;
}

export interface DoctorSettings {
  /** DNS resolvers that see what senders see, by IP address. */
  readonly resolvers: readonly Resolver[];
  readonly mute: readonly Mute[];
}

/** Findings that the operator accepts and does not want to see again. */
export interface Mute {
  /** Id of the check. */
  readonly check: string;
  /** The domain, mailbox, region or host; `undefined`: all subjects. */
  readonly subject: string | undefined;
  /** The last day on which the mute applies, such as 2027-03-31. */
  readonly until: string;
  readonly reason: string;
}

/** Where the importer reports its runs. */
export interface MonitoringSettings {
  /** URLs of a dead man's switch; each is a secret, because a person who knows it can silence the alarm. */
  readonly ping: PingUrls | undefined;
  /** Path of a file on the mail server that contains the URL of a dead man's switch. */
  readonly pingFile: string | undefined;
  /**
   * Minutes after a successful run in which a run that ends with 75 (try later) is not reported as a failure, because
   * the next run most likely succeeds.
   */
  readonly failureGraceMinutes: number;
  /** A program and its arguments; it gets a report when mail arrived through the standby or is held. */
  readonly notify: readonly [string, ...string[]] | undefined;
}

export interface PingUrls {
  readonly start?: string | undefined;
  readonly success?: string | undefined;
  readonly failure?: string | undefined;
  /** Whether the service reads the body of a request, as healthchecks does. */
  readonly takesBody: boolean;
}
