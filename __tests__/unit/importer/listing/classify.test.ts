import { classifier, MAX_OBJECT_BYTES } from "../../../../importer/listing/classify";
import type { Mailbox } from "../../../../settings/model";

const mailbox = (user: string, prefix: string, ...formerPrefixes: string[]): Mailbox => ({
  user,
  addresses: [`${user}@example.org`],
  catchAllDomains: [],
  maildir: `/home/${user}/Maildir`,
  destination: { kind: "maildir" },
  owner: undefined,
  ruleName: user,
  prefix,
  formerPrefixes,
});
const classify = classifier([mailbox("ann", "ann"), mailbox("bob", "mail/bob", "robert", "")], ["files", "mail"]);
const what = (key: string, size = 10) => classify({ key, size, etag: "x", lastModified: new Date() });

test.each([
  ["ann/qh911ndqsn7fs78a33vas5atee93asnjdo69p8g1", "ann"],
  ["mail/bob/d6iitobk75ur44p8kdnnp7g2n800", "bob"],
  ["ann/AMAZON_SES_SETUP_NOTIFICATION.eml", "ann"],
])("%s is a message for %s", (key, user) => {
  expect(what(key)).toMatchObject({ kind: "message", mailbox: { user } });
});

test.each([
  ["robert/1", "a former prefix"],
  ["qh911", "no prefix, as a rule without one stores it"],
])("%s is a message for the mailbox that has %s", (key) => {
  expect(what(key)).toMatchObject({ kind: "message", mailbox: { user: "bob" } });
});

test.each([
  ["carol/1", "carol"],
  ["annabel/1", "annabel"],
  ["bob/1", "bob"],
  ["ann/archive/1", "ann/archive"],
  ["/ann/1", "/ann"],
  ["filesystem/1", "filesystem"],
])("%s is under a prefix that no mailbox has", (key, prefix) =>
  expect(what(key)).toEqual({ kind: "unclaimed", prefix }),
);

test.each(["files/1", "files/a/b", "mail/1"])("%s is below an ignored prefix, and needs no attention", (key) => {
  expect(what(key)).toMatchObject({ kind: "skipped" });
});

test("SES's setup object and folder markers are skipped", () => {
  expect(what("ann/AMAZON_SES_SETUP_NOTIFICATION")).toMatchObject({ kind: "skipped" });
  expect(what("mail/bob/", 0)).toMatchObject({ kind: "skipped" });
  // Also the setup object of a removed user: it stays for ever, and is no mail.
  expect(what("carol/AMAZON_SES_SETUP_NOTIFICATION")).toMatchObject({ kind: "skipped" });
  expect(what("carol/", 0)).toMatchObject({ kind: "skipped" });
});

test("an object larger than any message from SES is held, with its size", () => {
  expect(what("ann/1", MAX_OBJECT_BYTES)).toMatchObject({ kind: "message" });
  const reason = expect.stringContaining(String(MAX_OBJECT_BYTES + 1)) as string;
  expect(what("ann/1", MAX_OBJECT_BYTES + 1)).toMatchObject({ kind: "held", reason });
  // https://docs.aws.amazon.com/ses/latest/dg/quotas.html: 40 MB, which may mean either; SES's own headers come on top.
  expect(MAX_OBJECT_BYTES).toBeGreaterThan(40 * 1024 * 1024 + 64 * 1024);
});
