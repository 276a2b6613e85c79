import { classifier, LARGEST_MESSAGE } from "../../../../importer/message/classify";
import type { Mailbox } from "../../../../settings/model";

const mailbox = (user: string, prefix: string): Mailbox => ({
  user,
  addresses: [`${user}@example.org`],
  maildir: `/home/${user}/Maildir`,
  destination: { kind: "maildir" },
  owner: undefined,
  ruleName: user,
  prefix,
});
const classify = classifier([mailbox("ann", "ann"), mailbox("bob", "mail/bob")]);
const what = (key: string, size = 10) => classify({ key, size, etag: "x", lastModified: new Date() });

test.each([
  ["ann/qh911ndqsn7fs78a33vas5atee93asnjdo69p8g1", "ann"],
  ["mail/bob/d6iitobk75ur44p8kdnnp7g2n800", "bob"],
  ["ann/AMAZON_SES_SETUP_NOTIFICATION.eml", "ann"],
])("%s is a message for %s", (key, user) => {
  expect(what(key)).toMatchObject({ kind: "message", mailbox: { user } });
});

test.each([
  "qh911",
  "carol/1",
  "annabel/1",
  "mail/1",
  "bob/1",
  "ann/archive/1",
  "/ann/1",
  "AMAZON_SES_SETUP_NOTIFICATION",
  "/",
])("%s is under no mailbox's prefix", (key) => expect(what(key)).toEqual({ kind: "unclaimed" }));

test("SES's setup object and folder markers are skipped, and nobody need care", () => {
  expect(what("ann/AMAZON_SES_SETUP_NOTIFICATION")).toMatchObject({ kind: "skipped", routine: true });
  expect(what("mail/bob/", 0)).toMatchObject({ kind: "skipped", routine: true });
});

test("what is larger than anything from SES is skipped, and that is said with its size", () => {
  expect(what("ann/1", LARGEST_MESSAGE)).toMatchObject({ kind: "message" });
  const reason = expect.stringContaining(String(LARGEST_MESSAGE + 1)) as string;
  expect(what("ann/1", LARGEST_MESSAGE + 1)).toMatchObject({ kind: "skipped", routine: false, reason });
  // https://docs.aws.amazon.com/ses/latest/dg/quotas.html: 40 MB, which may mean either; SES's own headers come on top.
  expect(LARGEST_MESSAGE).toBeGreaterThan(40 * 1024 * 1024 + 64 * 1024);
});
