import { makePostfix, type MainCf, type Postfix } from "../../../fixtures/postfix/postfix";
import { readPostfix } from "../../../operator/users/postfix/read-postfix";
import { probeRecipients } from "../../../operator/users/rcpt-probe";

// Rare settings, for which the reader must answer as the running Postfix.
let postfix: Postfix;
let port: number;
beforeAll(async () => {
  postfix = makePostfix();
  port = await postfix.start();
});
afterAll(() => postfix.stop());

const base = {
  mydestination: "example.org",
  myorigin: "example.org",
  local_recipient_maps: "inline:{alice=x}",
  // By default Postfix defers mail that must not be relayed.
  smtpd_relay_restrictions: "reject_unauth_destination",
};
/** `bare` is a key of partial look-ups only, which Postfix does not make in tables of patterns. */
const patterns = "/^info@example\\.net$/ x\n/^bare$/ x\n/^@example\\.net$/ x\n";

test.each<[string, MainCf | (() => MainCf)]>([
  ["smtpd_reject_unlisted_recipient = No", { smtpd_reject_unlisted_recipient: "No" }],
  [
    "reject_unlisted_recipient among the restrictions",
    {
      smtpd_reject_unlisted_recipient: "no",
      smtpd_recipient_restrictions: "reject_unauth_destination, reject_unlisted_recipient",
    },
  ],
  ["a domain of two classes", { virtual_alias_domains: "example.org", virtual_mailbox_domains: "example.org" }],
  [
    "a domain of patterns, in a union that begins with patterns",
    () => ({
      virtual_mailbox_domains: postfix.writeMap("domains", "/^example\\.net$/ x\n", "regexp"),
      virtual_mailbox_maps: `unionmap:{${postfix.writeMap("patterns", patterns, "regexp")}, inline:{@example.net=x}}`,
    }),
  ],
  [
    "a pipe that begins with a table of keys",
    () => ({
      virtual_mailbox_domains: "static:all",
      virtual_mailbox_maps: "pipemap:{inline:{@example.net=x}, inline:{x=y}}",
    }),
  ],
  [
    "values over several lines, and names in names",
    { mydestination: "localhost,\n  # a comment\n  $other", other: "example.$top", top: "net\n  example.org" },
  ],
  ["no delimiter", { recipient_delimiter: "" }],
  ["two delimiters", { recipient_delimiter: "-+" }],
])("with %s the answers are those of RCPT", async (_, settings) => {
  postfix.configure({ ...base, ...(typeof settings === "function" ? settings() : settings) });
  postfix.reload();
  const locals = ["alice", "alice+x", "alice-x", "nobody", "info", "bare", "postmaster"];
  const addresses = ["example.org", "example.net"].flatMap((domain) => locals.map((local) => `${local}@${domain}`));
  const { ask } = await readPostfix({ configDirectory: postfix.configDirectory });
  const [ours, theirs] = [await ask!(addresses), await probeRecipients({ host: "127.0.0.1", port }, addresses)];
  const answers = (all: typeof ours) => addresses.map((address) => `${address} ${all.get(address)?.answer}`);
  expect(answers(ours)).toEqual(answers(theirs));
});
