import { formatProblem } from "../../../../settings/problem";
import { parse, sound } from "../support";

const warningsOf = (settings: object) => parse(settings).warnings.map((warning) => formatProblem(warning, "warning"));
const withoutPostmaster = { ...sound, mailboxes: [{ user: "alice", addresses: ["alice"] }] };

test("warns of a domain without a postmaster", () => {
  expect(warningsOf(withoutPostmaster)).toEqual([
    "standby-mx.yaml:4:11: warning: domains[0].name: found no mailbox for postmaster@example.org; expected a mailbox " +
      "for this address, because RFC 5321 section 4.5.1 requires it in every domain; add it to a mailbox's addresses",
  ]);
});

test("warns of the only domain without postmaster", () => {
  const domains = [...sound.domains, { ...sound.domains[0], name: "example.net", dns: "elsewhere" }];
  const mailboxes = [{ user: "alice", addresses: ["Postmaster@Example.org"] }];
  expect(parse({ ...sound, domains, mailboxes }).warnings.map(({ path }) => path)).toEqual(["domains[1].name"]);
});

test("does not warn if a catch-all gets all unknown addresses", () => {
  expect(warningsOf({ ...withoutPostmaster, unknownRecipients: { catchAll: "alice" } })).toEqual([]);
});

test.each([
  ["Admin@Example.org", "example.org"],
  ["root@mail.example.org", "mail.example.org"],
  ["ops@a.b.example.net", ".example.net"],
])("warns of an alert for %s, which would wait at the standby", (address, own) => {
  const domains = [...sound.domains, { ...sound.domains[0], name: ".example.net", dns: "elsewhere" }];
  const mailboxes = [{ user: "alice", addresses: ["alice@example.org", "postmaster@example.org"] }];
  expect(warningsOf({ ...sound, domains, mailboxes, alerts: { email: [address, "you@example.com"] } })).toEqual([
    expect.stringMatching(
      new RegExp(`alerts\\.email\\[0\\].*name an address that is not of ${own.replaceAll(".", "\\.")}$`),
    ),
  ]);
});

test("warns of waiting mail that expires before a long outage ends", () => {
  expect(warningsOf({ ...sound, retention: { waitingDays: 3 } })).toEqual([
    expect.stringMatching(/retention\.waitingDays: found 3; expected more than the longest outage; .* is lost/),
  ]);
});
