import { formatSettings } from "../../../../operator/init/format-settings";
import { lmtpOf } from "../../../../operator/init/lmtp-server";
import type { MailboxPlace } from "../../../../operator/init/mailbox-place";
import { propose } from "../../../../operator/init/propose";
import { parseSettings } from "../../../../settings/load";

const users = ["anna", "ben", "postmaster"];
const socket = "/run/dovecot/lmtp";

function written(places: Readonly<Record<string, MailboxPlace>>): string {
  const entries = users.map((user) => ({ address: `${user}@example.org`, mailbox: user, via: [] }));
  const reading = { entries, gaps: [], catchAlls: [], domains: ["example.org"], read: ["a test"], leftOut: [] };
  const primary = [{ host: "mail.example.org", preference: 10 }] as const;
  const proposal = propose({
    reading: { ...reading, recipientDelimiter: "+" },
    ...{ region: "eu-west-1", regionReason: "as you chose" },
    domains: [{ name: "example.org", primary, zone: undefined }],
    places: new Map(Object.entries(places)),
    ...{ withoutMx: [], users: [], uidRange: { min: 1000, max: 60_000 }, facts: [], open: [] },
  });
  return formatSettings(proposal);
}

const destinations = (text: string) =>
  parseSettings(text, "standby-mx.yaml").settings.mailboxes.map(({ destination }) =>
    "server" in destination ? [destination.kind, destination.server] : destination.kind,
  );

test("mail in another format than Maildir is delivered to Dovecot by LMTP", () => {
  const text = written({ anna: { lmtp: socket }, ben: { lmtp: socket }, postmaster: { lmtp: socket } });
  expect(destinations(text)).toEqual(users.map(() => ["lmtp", { path: socket }]));
  expect(text).not.toContain("Open questions");
});

test("with several formats each mailbox gets its destination", () => {
  const maildir = { maildir: "/home/ben/Maildir" };
  const [anna, ben, postmaster] = destinations(
    written({ anna: { lmtp: socket }, ben: maildir, postmaster: { lmtp: socket } }),
  );
  expect([anna, ben, postmaster]).toEqual([["lmtp", { path: socket }], "maildir", ["lmtp", { path: socket }]]);
  const mostly = written({ anna: { lmtp: socket }, ben: maildir, postmaster: { maildir: "/home/postmaster/Maildir" } });
  expect(destinations(mostly)).toEqual([["lmtp", { path: socket }], "maildir", "maildir"]);
});

test.each([
  ["lmtp:unix:private/dovecot-lmtp", "/var/spool/postfix/private/dovecot-lmtp"],
  ["lmtp:unix:/run/dovecot/lmtp", "/run/dovecot/lmtp"],
  ["lmtp:inet:127.0.0.1:24", "127.0.0.1:24"],
  ["lmtp:[127.0.0.1]:24", "127.0.0.1:24"],
  ["lmtp:inet:[::1]:24", "[::1]:24"],
  ["lmtp:inet:127.0.0.1", undefined],
  ["virtual", undefined],
  ["", undefined],
])("if Postfix delivers by %p, the LMTP server is %p", (transport, server) => {
  expect(lmtpOf(transport, "/var/spool/postfix")).toBe(server);
});
