import fc from "fast-check";
import { anyText } from "../../../../fixtures/any-text";
import { addedHeaders } from "../../../../importer/message/added-headers";
import type { HeaderInputs } from "../../../../importer/message/added-headers";
import { traceHeader } from "../../../../importer/message/trace-header";
import type { Mailbox } from "../../../../settings/model";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";

const identity = {
  bucket: "example.org-mail-stocker",
  key: "ann/795hue2ttd6ie60k15ji41vbso3q721dlq9g6f81",
  etag: "d41d8cd98f00b204e9800998ecf8427e",
};
const trace =
  "X-Standby-MX: bucket=example.org-mail-stocker;\n key=ann/795hue2ttd6ie60k15ji41vbso3q721dlq9g6f81;\n" +
  " etag=d41d8cd98f00b204e9800998ecf8427e\n";

let mailbox: Mailbox;
beforeAll(async () => {
  const host = await InProcessHost.create("ann");
  mailbox = { ...host.mailboxes[0]!, addresses: ["ann@example.org", "postmaster@example.org"] };
  host.remove();
});

function headers(
  known: Partial<HeaderInputs> & { readonly named?: string; readonly catchAllDomains?: readonly string[] } = {},
): string {
  const { named, catchAllDomains = [], ...rest } = known;
  const sesBlock = named === undefined ? undefined : { envelopeSender: "a@example.net", recipient: named };
  return addedHeaders({
    identity,
    mailbox: { ...mailbox, catchAllDomains },
    envelope: undefined,
    sesBlock,
    ...rest,
  }).toString("latin1");
}

describe("the envelope recipient", () => {
  const from = (...recipients: string[]) => ({ envelope: { sender: "a@example.net", recipients } });

  test.each<[string, Parameters<typeof headers>[0], string]>([
    ["is not known: the mailbox's first address", {}, "Delivered-To: ann@example.org\n"],
    [
      "is what SES names, written as the sender wrote it",
      { named: "Postmaster+x@Example.org" },
      "X-Original-To: Postmaster+x@Example.org\nDelivered-To: Postmaster+x@Example.org\n",
    ],
    ["is another mailbox's, whom SES names: not said", { named: "bob@example.org" }, "Delivered-To: ann@example.org\n"],
    [
      "belongs to no mailbox, in the catch-all's mailbox",
      { named: "anybody@example.org", catchAllDomains: ["example.org"] },
      "X-Original-To: anybody@example.org\nDelivered-To: ann@example.org\n",
    ],
    [
      "is known from the queue, which knows better than the block",
      { named: "bob@example.org", ...from("postmaster@example.org") },
      "X-Original-To: postmaster@example.org\nDelivered-To: postmaster@example.org\n",
    ],
    [
      "is not one but two, each once",
      from("ann+a@example.org", "ann@example.org", "ann+a@example.org"),
      "X-Original-To: ann+a@example.org\nX-Original-To: ann@example.org\nDelivered-To: ann+a@example.org\n",
    ],
    [
      "is one that would break the header: left out",
      from("ann\r\nBcc: eve@example.net\r\n\r\n@example.org", "\xfcnn@example.org", " @example.org"),
      "Delivered-To: ann@example.org\n",
    ],
  ])("%s", (_, known, expected) => {
    expect(headers(known)).toBe(expected + trace);
  });
});

/** The values of a trace header, by name. */
function read(header: string): Record<string, string> {
  const value = header.replace(/^X-Standby-MX:/, "").replace(/\s/g, "");
  return Object.fromEntries(
    value.split(";").map((part) => {
      const [name = "", text = ""] = part.split("=");
      return [name, decodeURIComponent(text)];
    }),
  );
}

const headerText = fc.oneof(
  anyText({ maxLength: 400 }),
  fc.string({ maxLength: 1024 }),
  fc.constantFrom("", "\r\nBcc: eve@example.net", "a; key=b", "%0d%0a", "\u2028", "x".repeat(1024)),
);
const anyIdentity = fc.record({ bucket: headerText, key: headerText, etag: headerText });

test("for any object key, the trace is one folded header with that key", () => {
  fc.assert(
    fc.property(anyIdentity, (object) => {
      const text = traceHeader(object);
      const [first, ...more] = text.split("\n");
      expect(first).toMatch(/^X-Standby-MX: [!-~]+$/);
      for (const line of more) expect(line).toMatch(/^ [!-~]+$/);
      for (const line of [first!, ...more]) expect(line.length).toBeLessThanOrEqual(78);
      expect(read(text)).toEqual(object);
    }),
  );
});

test("for any message, only complete headers of these names are added", () => {
  const known = fc.record({
    named: fc.option(headerText, { nil: undefined }),
    catchAllDomains: fc.constantFrom([], ["example.org"]),
    envelope: fc.option(fc.record({ sender: headerText, recipients: fc.array(headerText, { maxLength: 150 }) }), {
      nil: undefined,
    }),
    identity: anyIdentity,
  });
  fc.assert(
    fc.property(known, (each) => {
      const text = headers(each);
      expect(text).toMatch(
        /^(X-Original-To: [ -~]+\n){0,100}Delivered-To: [ -~]+\nX-Standby-MX: [!-~]+(\n [!-~]+)*\n$/,
      );
      for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(998);
    }),
  );
});
