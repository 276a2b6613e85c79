import { parseDovecotConfig, storageOf } from "../../../../operator/init/dovecot-config";

/** Output of `doveconf -n`, and of `doveadm user`, of Dovecot 2.3.19 and 2.4.1 with these mail locations. */
const of23 = (location: string, namespace = "") => `# 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf
# Hostname: mail
mail_location = ${location}
namespace inbox {
  inbox = yes
  location = ${namespace}
  mailbox Drafts {
    special_use = \\Drafts
  }
  prefix = INBOX.
}
protocol lmtp {
  mail_location = mdbox:~/elsewhere
}
`;
const of24 = (...lines: readonly string[]) => `# 2.4.1-4 (7d8c0e5759): /etc/dovecot/dovecot.conf
dovecot_config_version = 2.4.0
${lines.join("\n")}
userdb static {
  fields {
    home = /home/%{user}
  }
}
namespace inbox {
  inbox = yes
  separator = /
}
`;
const usual = { driver: "maildir", layout: undefined, isInboxApart: false };

test.each([
  ["2.3 with a Maildir", of23("maildir:~/Maildir"), {}, usual],
  ["2.3 with its index elsewhere", of23("maildir:~/Maildir:INDEX=/var/index/%u"), {}, usual],
  ["2.3 as Debian installs it", of23("mbox:~/mail:INBOX=/var/mail/%u"), {}, { driver: "mbox", isInboxApart: true }],
  ["2.3 with folders in folders", of23("maildir:~/Maildir:LAYOUT=fs"), {}, { driver: "maildir", layout: "fs" }],
  ["2.3 with an INBOX apart", of23("maildir:~/Maildir:INBOX=~/Inbox"), {}, { isInboxApart: true }],
  ["2.3 that finds out the format itself", of23(""), {}, { driver: "" }],
  ["2.3 with a location of the namespace", of23("mbox:~/mail", "maildir:~/Maildir"), {}, usual],
  ["2.3 with a location of the user", of23("mbox:~/mail"), { mail: "maildir:/var/vmail/alice" }, usual],
  [
    "2.4 with a Maildir",
    of24("mail_driver = maildir", "mail_path = ~/Maildir"),
    { mail_path: "/home/a/Maildir" },
    usual,
  ],
  ["2.4 with mdbox", of24("mail_driver = mdbox", "mail_path = ~/mdbox"), {}, { driver: "mdbox" }],
  ["2.4 with a driver of the user", of24("mail_driver = mdbox"), { mail_driver: "maildir" }, usual],
  ["2.4 with folders in folders", of24("mail_driver = maildir", "mailbox_list_layout = fs"), {}, { layout: "fs" }],
  ["2.4 with an INBOX apart", of24("mail_driver = maildir", "mail_inbox_path = ~/inbox"), {}, { isInboxApart: true }],
  ["2.4 that finds out the format itself", of24(), {}, { driver: "" }],
])("the storage of a Dovecot %s is read", (_, printed, fields, expected) => {
  expect(storageOf(parseDovecotConfig(printed), new Map(Object.entries(fields)))).toMatchObject(expected);
});
