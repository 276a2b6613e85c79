import { addressOwners } from "../../../../importer/message/address-owners";
import { needsEnvelope, transportEnvelope } from "../../../../importer/message/transport-envelope";
import type { Destination, Mailbox } from "../../../../settings/model";

const server = { server: { host: "127.0.0.1", port: 25 }, onUnknown: "resend" } as const;
const smtp: Destination = { kind: "smtp", recipients: "envelope", ...server };
const lmtp: Destination = { kind: "lmtp", recipients: "mailbox", ...server };
const command: Destination = { kind: "command", command: ["/bin/x"], onUnknown: "resend" };

function mailbox(user: string, addresses: readonly string[], destination: Destination, more: Partial<Mailbox> = {}) {
  const names = { ruleName: user, prefix: user, formerPrefixes: [], maildir: `/home/${user}`, owner: undefined };
  return { user, addresses, destination, catchAllDomains: [], ...names, ...more };
}

const bob = mailbox("bob", ["team@example.org", "bob@example.org"], command);
/** The recipients for a mailbox: `known` are in the queue's record, and SES names one recipient in the message. */
function recipientsFor(
  own: Mailbox,
  known: readonly string[] | undefined,
  named?: string,
): readonly string[] | undefined {
  const envelope = known && { sender: "q@example.com", recipients: known };
  const block = { envelopeSender: "s@example.com", recipient: named, client: undefined };
  return transportEnvelope(own, addressOwners([own, bob]), envelope, block)?.recipients;
}

describe("an SMTP server gets", () => {
  const ann = mailbox("ann", ["ann@example.org", "list@example.org"], smtp);

  test("all recipients in the queue's record, each once, for any settings", () => {
    const known = ["list@example.org", "ann+x@example.org", "gone@example.org", "list@example.org"];
    expect(recipientsFor(ann, known, "ann@example.org")).toEqual(known.slice(0, 3));
  });

  test("no recipients if one is of another domain, to which the server might relay", () => {
    expect(recipientsFor(ann, ["ann@example.org", "x@elsewhere.example"])).toBeUndefined();
    expect(recipientsFor(ann, ["Gone@EXAMPLE.org"])).toEqual(["Gone@EXAMPLE.org"]);
  });

  test("no recipients without a record if the mailbox has several addresses", () => {
    expect(recipientsFor(ann, undefined, "ann@example.org")).toBeUndefined();
    expect(needsEnvelope(ann)).toBe(true);
  });

  test("the only address, with the label that SES names", () => {
    const one = mailbox("ann", ["ann@example.org"], smtp);
    expect(needsEnvelope(one)).toBe(false);
    expect(recipientsFor(one, undefined, "Ann+x@example.org")).toEqual(["Ann+x@example.org"]);
    expect(recipientsFor(one, undefined, "bob@example.org")).toEqual(["ann@example.org"]);
  });

  test("for a catch-all, the recipients that no other mailbox has", () => {
    const all = mailbox("ann", ["ann@example.org"], smtp, { catchAllDomains: ["example.org"] });
    expect(needsEnvelope(all)).toBe(true);
    expect(recipientsFor(all, ["any@example.org", "bob@example.org", "ann@example.org"])).toEqual([
      "any@example.org",
      "ann@example.org",
    ]);
    expect(recipientsFor(all, ["bob@example.org"])).toBeUndefined();
  });
});

describe("for one user's mailbox", () => {
  const ann = mailbox("ann", ["team@example.org", "ann@example.org", "a@example.org"], lmtp);

  test("a server gets the first address that no other mailbox has", () => {
    for (const recipient of ["a@example.org", "team@example.org", undefined])
      expect(recipientsFor(ann, undefined, recipient)).toEqual(["ann@example.org"]);
    expect(needsEnvelope(ann)).toBe(false);
  });

  test("a server gets the label of that address", () => {
    expect(recipientsFor(ann, undefined, "Ann+news@example.org")).toEqual(["Ann+news@example.org"]);
    expect(recipientsFor(ann, ["a@example.org", "ann+x@example.org"])).toEqual(["ann@example.org"]);
  });

  test("a command gets the address that was used, unless it is shared", () => {
    const own = { ...ann, destination: command };
    expect(recipientsFor(own, undefined, "a+x@example.org")).toEqual(["a+x@example.org"]);
    expect(recipientsFor(own, undefined, "team@example.org")).toEqual(["ann@example.org"]);
  });
});
