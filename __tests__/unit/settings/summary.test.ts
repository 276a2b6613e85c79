import { summarize } from "../../../settings/summary";
import { drillSettings } from "../drill/settings-of";

const copies = "a catch-all also gets a copy of all other users' mail in its domain, unless there is an envelopeQueue";

test("a summary names the catch-all that gets copies of all mail", () => {
  const lines = summarize(drillSettings({ unknownRecipients: { catchAll: "bob" } }));
  expect(lines).toContain("2 mailboxes, 3 addresses; all others go to bob");
  expect(lines).toContain(copies);
});

test("a summary counts the mailboxes of each server and program", () => {
  const destinations = [{ smtp: "127.0.0.1:25" }, { lmtp: "/run/lmtp" }, { lmtp: "/run/lmtp" }, "maildir"];
  const mailboxes = destinations.map((destination, n) => ({ user: `u${n}`, addresses: [`u${n}`], destination }));
  expect(summarize(drillSettings({ mailboxes })).slice(2, 4)).toEqual([
    "1 mailbox by SMTP to 127.0.0.1:25, for all recipients of the envelope",
    "2 mailboxes by LMTP to /run/lmtp, for its first address",
  ]);
});

test("a summary names the mailboxes of each host, also with the same path", () => {
  const mailboxes = ["one", "two", "one"].map((host, n) => {
    return { user: `u${n}`, addresses: [`u${n}`], host, maildir: n === 2 ? "/mail/u2" : "/mail/u" };
  });
  const lines = summarize(drillSettings({ mailboxes }));
  expect(lines).toContain("2 mailboxes on one: u0, u2");
  expect(lines).toContain("1 mailbox on two: u1");
});

test.each([
  ["no catch-all", {}],
  ["an envelope queue", { unknownRecipients: { catchAll: "bob" }, envelopeQueue: true }],
])("a summary does not mention copies with %s", (_, other) => {
  expect(summarize(drillSettings(other))).not.toContain(copies);
});
