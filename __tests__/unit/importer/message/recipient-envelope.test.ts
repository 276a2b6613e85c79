import { envelopeFor } from "../../../../importer/message/recipient-envelope";
import type { Mailbox } from "../../../../settings/model";

const mailbox: Mailbox = {
  user: "ann",
  addresses: ["ann@example.org", "a.b+c@example.net"],
  maildir: "/home/ann/Maildir",
  destination: { kind: "lmtp", server: { path: "/run/lmtp" }, recipients: "mailbox", onUnknown: "resend" },
  owner: undefined,
  ruleName: "ann",
  prefix: "ann",
  formerPrefixes: [],
  catchAllDomains: [],
};
const block = (recipient: string | undefined, envelopeSender = "s@example.com") => ({ envelopeSender, recipient });

test("is taken from SES's headers", () => {
  expect(envelopeFor(mailbox, undefined, block("a.b+c@example.net"))).toEqual({
    sender: "s@example.com",
    recipient: "a.b+c@example.net",
  });
});

test("is taken from the queue's record first, with a recipient of this mailbox", () => {
  const known = { sender: "q@example.com", recipients: ["bob@example.org", "ann+x@example.org"] };
  expect(envelopeFor(mailbox, known, block("ann@example.org"))).toEqual({
    sender: "q@example.com",
    recipient: "ann+x@example.org",
  });
});

test("has the null sender for a null or unknown sender", () => {
  expect(envelopeFor(mailbox, undefined, block("ann@example.org", "")).sender).toBe("");
  expect(envelopeFor(mailbox, { sender: "", recipients: [] }, block("ann@example.org")).sender).toBe("");
  expect(envelopeFor(mailbox, undefined, undefined)).toEqual({ sender: "", recipient: "ann@example.org" });
});

test.each([
  ["ann@example.org", "ann@example.org"],
  ["Ann@Example.ORG", "Ann@Example.ORG"],
  ["ann+label+more@example.org", "ann+label+more@example.org"],
])("has the recipient %s, an address of this mailbox", (recipient, expected) => {
  expect(envelopeFor(mailbox, undefined, block(recipient)).recipient).toBe(expected);
});

test.each(["bob@example.org", "ann@example.net", "anna@example.org", "a.b@example.net", "ann", "", undefined])(
  "has the mailbox's first address in place of %p",
  (recipient) => {
    expect(envelopeFor(mailbox, undefined, block(recipient)).recipient).toBe("ann@example.org");
  },
);
