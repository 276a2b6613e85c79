import { chmodSync, chownSync } from "node:fs";
import { join } from "node:path";
import type { Delivery } from "../../../importer/message/model";
import type { Status } from "../../../operator/doctor/model";
import type { HomeServer } from "./home-server";

/** One mail server with its fault. */
export interface HomeCase {
  /** The fault, in words that follow "reports …". */
  readonly name: string;
  readonly check: string;
  readonly status: Status;
  readonly says?: string;
  readonly why?: string;
  readonly settings?: object;
  readonly arrange?: (server: HomeServer) => void;
}

const begun: Delivery = {
  bucket: "example.org-mail-stocker",
  key: "alice/1",
  etag: "e",
  mailbox: "alice",
  maildir: "/home/alice/Maildir",
  stage: "s",
  name: "n",
  size: 1,
  bootId: "b",
};
const postfix =
  (...lines: readonly string[]) =>
  (server: HomeServer) =>
    server.write("etc/postfix/main.cf", ["compatibility_level = 3.7", ...lines, ""].join("\n"));
const virtual = (...entries: readonly string[]) =>
  postfix(
    "myhostname = mail.example.org",
    ...["mydestination =", "alias_maps =", "local_recipient_maps ="],
    "virtual_mailbox_domains = example.org",
    `virtual_mailbox_maps = inline:{${entries.map((entry) => `{${entry}}`).join(" ")}}`,
  );
const timer = "[Timer]\nOnCalendar=*:0/5\n";
const service = "[Service]\nExecStart=/usr/bin/standby-mx import --settings /etc/standby-mx.yaml\n";
const program = (path: string) => ({
  mailboxes: [{ user: "alice", addresses: ["alice"], destination: { command: [path, "-i"] } }],
});

export const homeCases: readonly HomeCase[] = [
  { name: "a good Maildir", check: "mailbox-maildir", status: "OK" },
  {
    name: "a Maildir that is missing",
    check: "mailbox-maildir",
    status: "FAIL",
    arrange: (s) => s.remove("home/alice/Maildir"),
  },
  {
    name: "a Maildir without tmp",
    check: "mailbox-maildir",
    status: "FAIL",
    arrange: (s) => s.remove("home/alice/Maildir/tmp"),
    says: "tmp",
  },
  {
    name: "a Maildir with two owners",
    check: "mailbox-maildir",
    status: "FAIL",
    arrange: (s) => chownSync(join(s.maildir, "new"), 0, 0),
  },
  {
    name: "a Maildir that its group can write",
    check: "mailbox-maildir",
    status: "FAIL",
    arrange: (s) => chmodSync(s.maildir, 0o770),
  },
  {
    name: "a Maildir whose parent everybody can write",
    check: "mailbox-maildir",
    status: "FAIL",
    arrange: (s) => chmodSync(join(s.root, "home/alice"), 0o777),
  },
  {
    name: "a Maildir below a directory that its owner may not enter",
    check: "mailbox-maildir",
    status: "FAIL",
    arrange: (s) => chmodSync(join(s.root, "home"), 0o700),
    says: "uid 5001 may not enter",
  },
  { name: "a Maildir on one file system", check: "mailbox-file-system", status: "OK" },
  {
    name: "a Maildir on two file systems",
    check: "mailbox-file-system",
    status: "FAIL",
    arrange: (s) => s.mount("tmp", "size=1m"),
    says: "two file systems",
  },
  {
    name: "a Maildir that is mounted read-only",
    check: "mailbox-file-system",
    status: "FAIL",
    arrange: (s) => {
      s.mount("", "size=1m");
      s.remount("", "ro");
    },
    says: "read-only",
  },
  { name: "a full file system", check: "mailbox-space", status: "FAIL", arrange: (s) => s.mount("", "size=10m") },
  {
    name: "a file system that is nearly full",
    check: "mailbox-space",
    status: "WARN",
    arrange: (s) => s.mount("", "size=200m"),
  },
  {
    name: "a file system with few inodes",
    check: "mailbox-space",
    status: "WARN",
    arrange: (s) => s.mount("", "size=2g,nr_inodes=500"),
    says: "inodes",
  },
  { name: "a good state directory", check: "state-directory", status: "OK" },
  {
    name: "a server without an import yet",
    check: "state-directory",
    status: "WARN",
    arrange: (s) => s.remove("var/lib/standby-mx"),
  },
  {
    name: "a state directory that its group can write",
    check: "state-directory",
    status: "FAIL",
    arrange: (s) => chmodSync(s.state, 0o770),
  },
  { name: "a journal with nothing open", check: "journal", status: "OK", arrange: (s) => s.journal([], 90) },
  {
    name: "a delivery begun an hour ago",
    check: "journal",
    status: "OK",
    arrange: (s) => s.journal([{ type: "intent", deliveries: [begun] }], 1),
  },
  {
    name: "a delivery begun three days ago",
    check: "journal",
    status: "WARN",
    arrange: (s) => s.journal([{ type: "intent", deliveries: [begun] }], 72),
    says: "3 days",
  },
  {
    name: "a damaged journal",
    check: "journal",
    status: "FAIL",
    arrange: (s) => s.write("var/lib/standby-mx/journal", "00000000 {}\n"),
    says: "damaged",
  },
  {
    name: "a journal of a newer version",
    check: "journal",
    status: "FAIL",
    arrange: (s) => s.journal([], 0, 99),
    says: "version 99",
  },
  { name: "an import of this minute", check: "last-run", status: "OK", arrange: (s) => s.lastRun(0) },
  { name: "no import", check: "last-run", status: "WARN" },
  {
    name: "an import of three intervals ago",
    check: "last-run",
    status: "FAIL",
    arrange: (s) => s.lastRun(16),
    says: "ended 16 min ago",
  },
  {
    name: "imports that fail",
    check: "last-run",
    status: "FAIL",
    arrange: (s) => {
      const endedAt = new Date().toISOString();
      const problems = [{ kind: "bucket", name: "mail", reason: "no route to S3" }];
      s.lastRun(60, { lastRun: { startedAt: endedAt, endedAt, exitCode: 75, delivered: 0, problems } });
    },
    says: "exit code 75, none has succeeded for 60 min: bucket mail: no route to S3",
  },
  {
    name: "a record of a newer version",
    check: "last-run",
    status: "UNKNOWN",
    arrange: (s) => s.lastRun(0, { version: 99 }),
    says: "version 99",
  },
  { name: "nothing held", check: "held", status: "OK", arrange: (s) => s.lastRun(0) },
  {
    name: "a held message",
    check: "held",
    status: "WARN",
    arrange: (s) => {
      const storedAt = new Date(Date.now() - 5 * 3_600_000).toISOString();
      const held = [{ bucket: "mail", key: "a/1", storedAt, cause: "verdict", reason: "a virus" }];
      const unclaimed = { messages: 0, bytes: 0 };
      s.lastRun(0, { store: { countedAt: storedAt, waiting: [], unclaimed, heldCount: 1, held } });
    },
    says: "1 message held, the oldest for 5 h",
  },
  { name: "a cron job", check: "schedule", status: "OK", says: "/etc/cron.d/standby-mx" },
  {
    name: "a server that starts no importer",
    check: "schedule",
    status: "WARN",
    arrange: (s) => s.remove("etc/cron.d"),
  },
  {
    name: "a cron job that is commented out",
    check: "schedule",
    status: "FAIL",
    arrange: (s) => s.write("etc/cron.d/standby-mx", "# */5 * * * * root standby-mx import\n"),
  },
  {
    name: "a timer that is not enabled",
    check: "schedule",
    status: "FAIL",
    arrange: (s) => {
      s.remove("etc/cron.d");
      s.write("usr/lib/systemd/system/standby-mx.timer", timer);
      s.write("usr/lib/systemd/system/standby-mx.service", service);
    },
    says: "standby-mx.timer",
  },
  {
    name: "a timer that is enabled",
    check: "schedule",
    status: "OK",
    arrange: (s) => {
      s.remove("etc/cron.d");
      s.write("etc/systemd/system/fetch.timer", `${timer}Unit=standby-mx.service\n`);
      s.write("usr/lib/systemd/system/standby-mx.service", service);
      s.link("../fetch.timer", "etc/systemd/system/timers.target.wants/fetch.timer");
    },
    says: "fetch.timer",
  },
  {
    name: "a watch service that is enabled",
    check: "schedule",
    status: "OK",
    arrange: (s) => {
      s.remove("etc/cron.d");
      s.write("etc/systemd/system/watch.service", service.replace("import ", "import --watch "));
      s.link("../watch.service", "etc/systemd/system/multi-user.target.wants/watch.service");
    },
  },
  {
    name: "a cron job beside a watch service",
    check: "schedule",
    status: "NOTE",
    arrange: (s) => {
      s.write("etc/systemd/system/watch.service", service.replace("import ", "import --watch "));
      s.link("../watch.service", "etc/systemd/system/multi-user.target.wants/watch.service");
    },
  },
  {
    name: "a program that is there",
    check: "mailbox-destination",
    status: "OK",
    settings: program("/usr/sbin/sendmail"),
    arrange: (s) => {
      s.write("usr/sbin/sendmail", "#!/bin/sh\n");
      chmodSync(join(s.root, "usr/sbin/sendmail"), 0o755);
    },
  },
  {
    name: "a program that is missing",
    check: "mailbox-destination",
    status: "FAIL",
    settings: program("/usr/sbin/sendmail"),
  },
  { name: "Postfix's own settings", check: "postfix-config", status: "OK", says: "Postfix 3." },
  { name: "a Postfix with the addresses of the settings", check: "primary-addresses", status: "OK" },
  {
    name: "the addresses of a sync three days ago",
    check: "primary-addresses",
    status: "OK",
    arrange: (s) => s.lastSync(3),
    says: "the same addresses; users sync last ran 3 days ago, from dovecot",
  },
  {
    name: "a record of a sync that is damaged",
    check: "primary-addresses",
    status: "OK",
    arrange: (s) => s.write("var/lib/standby-mx/users-sync.json", "{}"),
    says: "not known when users sync last ran",
  },
  {
    name: "an address that only Postfix has",
    check: "primary-addresses",
    status: "FAIL",
    arrange: virtual("alice@example.org=alice/Maildir/", "bob@example.org=bob/Maildir/"),
    says: "bob@example.org",
  },
  {
    name: "an address that only Postfix has, some days after a sync,",
    check: "primary-addresses",
    status: "FAIL",
    arrange: (s) => {
      s.lastSync(3);
      virtual("alice@example.org=alice/Maildir/", "bob@example.org=bob/Maildir/")(s);
    },
    why: "(users sync last ran 3 days ago, from dovecot)",
  },
  {
    name: "an address that Postfix refuses",
    check: "primary-addresses",
    status: "WARN",
    arrange: virtual("carol@example.org=carol/Maildir/"),
    settings: { mailboxes: [{ user: "carol", addresses: ["carol", "carola"] }] },
    says: "carola@example.org",
  },
  {
    name: "a Postfix with addresses that cannot be listed",
    check: "primary-addresses",
    status: "NOTE",
    arrange: (s) => {
      s.write("etc/postfix/more.regexp", "/^x-.*@example\\.org$/ alice@example.org\n");
      const main = ["mydestination =", "virtual_mailbox_domains = example.org"];
      const mailboxes = "virtual_mailbox_maps = inline:{alice@example.org=alice/Maildir/}";
      postfix(...main, mailboxes, `virtual_alias_maps = regexp:${s.root}/etc/postfix/more.regexp`)(s);
    },
    says: "cannot be compared",
  },
  {
    name: "a Postfix without labels",
    check: "primary-addresses",
    status: "NOTE",
    arrange: (s) => virtual("alice@example.org=alice/Maildir/")(s),
    says: "recipientDelimiter",
  },
  { name: "Postfix's own size limit", check: "postfix-size-limit", status: "OK", says: "10240000" },
  {
    name: "a larger size limit than SES has",
    check: "postfix-size-limit",
    status: "NOTE",
    arrange: postfix("message_size_limit = 104857600"),
  },
  { name: "no size limit", check: "postfix-size-limit", status: "NOTE", arrange: postfix("message_size_limit = 0") },
  {
    name: "the delimiter of the settings",
    check: "postfix-delimiter",
    status: "OK",
    arrange: postfix("recipient_delimiter = +"),
  },
  {
    name: "a delimiter that the settings lack",
    check: "postfix-delimiter",
    status: "WARN",
    says: "recipient_delimiter is +-",
    arrange: postfix("recipient_delimiter = +-"),
  },
  {
    name: "a Postfix without labels",
    check: "postfix-delimiter",
    status: "OK",
    settings: { recipientDelimiter: "" },
    arrange: postfix("recipient_delimiter ="),
  },
  { name: "a Postfix without greylisting", check: "postfix-greylisting", status: "OK" },
  {
    name: "Postgrey",
    check: "postfix-greylisting",
    status: "WARN",
    arrange: postfix(
      "smtpd_recipient_restrictions = permit_mynetworks,",
      "  check_policy_service inet:127.0.0.1:10023",
    ),
  },
  {
    name: "Postgrey behind a parameter of the operator's",
    check: "postfix-greylisting",
    status: "WARN",
    arrange: postfix("grey = unix:postgrey/socket", "smtpd_data_restrictions = check_policy_service $grey"),
  },
  {
    name: "another policy server",
    check: "postfix-greylisting",
    status: "OK",
    arrange: postfix("smtpd_recipient_restrictions = check_policy_service unix:private/policyd-spf"),
  },
  { name: "a Postfix without postscreen", check: "postfix-postscreen", status: "OK" },
  {
    name: "postscreen without deep tests",
    check: "postfix-postscreen",
    status: "OK",
    arrange: (s) => s.write("etc/postfix/master.cf", "smtp inet n - y - 1 postscreen\nsmtpd pass - - y - - smtpd\n"),
  },
  {
    name: "postscreen with deep tests",
    check: "postfix-postscreen",
    status: "WARN",
    arrange: (s) => {
      s.write("etc/postfix/master.cf", "smtp inet n - y - 1 postscreen\nsmtpd pass - - y - - smtpd\n");
      postfix("postscreen_pipelining_enable = yes")(s);
    },
    says: "postscreen_pipelining_enable",
  },
  {
    name: "deep tests of a postscreen that does not run",
    check: "postfix-postscreen",
    status: "OK",
    arrange: postfix("postscreen_pipelining_enable = yes"),
  },
  {
    name: "probes of recipients",
    check: "postfix-verification",
    status: "NOTE",
    arrange: postfix("smtpd_recipient_restrictions = reject_unauth_destination, reject_unverified_recipient"),
  },
  {
    name: "a Postfix that cannot be asked",
    check: "postfix-config",
    status: "UNKNOWN",
    arrange: (s) => s.remove("etc/postfix"),
  },
];
