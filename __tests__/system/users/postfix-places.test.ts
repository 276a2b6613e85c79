import { makePostfix, type MainCf, type Postfix } from "../../../fixtures/postfix/postfix";
import { placeByPostfix } from "../../../operator/init/postfix-places";
import { openPostfix } from "../../../operator/users/postfix/server";
import { parseSettings } from "../../../settings/load";

// If Dovecot does not know a mailbox, init reads the delivery agent and its destination from Postfix's parameters.
let postfix: Postfix;
beforeAll(() => {
  postfix = makePostfix();
});
afterAll(() => postfix.stop());

const users = [{ user: "alice", uid: 1001, gid: 1002, home: "/home/alice" }];

async function placeOf(mailbox: string, settings: MainCf) {
  postfix.configure({ local_recipient_maps: "inline:{alice=x}", ...settings });
  const server = await openPostfix({ configDirectory: postfix.configDirectory });
  return placeByPostfix(mailbox, { postfix: server, dovecotConfig: undefined, users });
}

const ofAlice = { owner: "1001:1002" };

test.each<[string, MainCf, object]>([
  ["home_mailbox with a slash", { home_mailbox: "Mail/" }, { maildir: "/home/alice/Mail", ...ofAlice }],
  ["mail_spool_directory with a slash", { mail_spool_directory: "/srv/" }, { maildir: "/srv/alice", ...ofAlice }],
  ["LMTP", { mailbox_transport: "lmtp:unix:private/lmtp" }, { lmtp: "/spool/private/lmtp" }],
  ["LMTP of the domain", { local_transport: "lmtp:inet:127.0.0.1:24" }, { lmtp: "127.0.0.1:24" }],
])("the mail of an account is found by %s", async (_, settings, expected) => {
  const place = await placeOf("alice", settings);
  const lmtp = place.lmtp?.replace(postfix.queueDirectory, "/spool");
  expect({ ...place, lmtp }).toEqual({ lmtp: undefined, ...expected });
});

test.each<[string, MainCf, RegExp]>([
  ["an mbox in the spool", { mail_spool_directory: "/var/mail" }, /file \/var\/mail\/alice, which is not a Maildir$/],
  ["an mbox at home", { home_mailbox: "Mailbox" }, /file \/home\/alice\/Mailbox, which is not a Maildir$/],
  ["a program", { mailbox_command: "/usr/bin/procmail", home_mailbox: "Maildir/" }, /mailbox_command is .*procmail$/],
  ["a table of transports", { mailbox_transport_maps: "inline:{alice=lmtp:x}" }, /mailbox_transport_maps is inline/],
  ["another transport", { mailbox_transport: "cyrus:x", home_mailbox: "Maildir/" }, /mailbox_transport is cyrus:x$/],
])("mail of an account in %s is a doubt, with settings that are valid", async (_, settings, doubt) => {
  const place = await placeOf("alice", settings);
  expect(place.doubt).toMatch(doubt);
  expect(place.maildir).toBeUndefined();
  const destination = /destination: \{ .*? \}/.exec(place.advice ?? "")?.[0];
  const domains = "domains: [{ name: example.org, primary: [{ host: mail.example.org }], dns: elsewhere }]";
  const text = `regions: [eu-west-1]\n${domains}\nmailboxes: [{ user: alice, addresses: [alice], ${destination} }]\n`;
  expect(parseSettings(text, "advised.yaml").settings.mailboxes[0]?.destination.kind).toBe("smtp");
});

const virtual = {
  virtual_mailbox_domains: "example.net",
  virtual_mailbox_base: "/var/vmail",
  virtual_uid_maps: "static:5000",
  virtual_gid_maps: "static:5001",
  virtual_mailbox_maps: "inline:{ info@example.net=example.net/info/ sales@example.net=sales }",
};
const info = { maildir: "/var/vmail/example.net/info", owner: "5000:5001" };

test.each<[string, string, MainCf, object | RegExp]>([
  ["a Maildir", "info@example.net", {}, info],
  [
    "owners that Postfix cannot list",
    "info@example.net",
    { virtual_uid_maps: "pcre:/x" },
    { ...info, owner: undefined },
  ],
  ["an mbox", "sales@example.net", {}, /\/var\/vmail\/sales, which is not/],
  ["LMTP", "info@example.net", { virtual_transport: "lmtp:inet:127.0.0.1:24" }, { lmtp: "127.0.0.1:24" }],
  ["a pipe", "info@example.net", { virtual_transport: "maildrop" }, /is maildrop$/],
])("the mail of a virtual user is found in %s", async (_, mailbox, settings, expected) => {
  const place = await placeOf(mailbox, { ...virtual, ...settings });
  if (expected instanceof RegExp) expect(place.doubt).toMatch(expected);
  else expect(place).toMatchObject(expected);
});
