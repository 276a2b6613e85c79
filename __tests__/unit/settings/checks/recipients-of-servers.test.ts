import { parse, problemsOf, sound } from "../support";

const smtp = { smtp: "127.0.0.1:25" };
const alice = { user: "alice", addresses: ["alice", "postmaster"] };
const bob = { user: "bob", addresses: ["bob"] };
const settings = (mailboxes: readonly object[], more: object = {}) => ({ ...sound, mailboxes, ...more });
const many = Array.from({ length: 500 }, (_, n) => `u${n}`);
const withQueue = { envelopeQueue: true };

test.each<[string, object]>([
  ["one address, without a queue", settings([alice, { ...bob, destination: smtp }])],
  ["several with a queue", settings([{ ...alice, destination: smtp }, bob], withQueue)],
  ["several of one user", settings([{ ...alice, destination: { ...smtp, recipients: "mailbox" } }, bob])],
  ["several by LMTP, of one user", settings([{ ...alice, destination: { lmtp: "/run/lmtp" } }, bob])],
  ["500 addresses", settings([alice, { user: "all", addresses: many, destination: smtp }], withQueue)],
  [
    "an address that two share, each under an own one",
    settings([alice, bob], {
      aliases: { team: ["alice", "bob"] },
      mailboxDefaults: { destination: { command: ["/bin/x"] } },
    }),
  ],
])("are accepted: %s", (_, written) => {
  expect(parse(written).settings.mailboxes).toHaveLength(2);
});

test.each<[string, object, string, RegExp]>([
  [
    "several addresses without a queue",
    settings([{ ...alice, destination: smtp }, bob]),
    "mailboxes[0].destination",
    /expected envelopeQueue: true, because alice has several addresses.* or set recipients: mailbox/,
  ],
  [
    "the same by mailboxDefaults",
    settings([alice, bob], { mailboxDefaults: { destination: smtp } }),
    "mailboxes[0].user",
    /expected envelopeQueue: true/,
  ],
  [
    "a catch-all without a queue",
    settings([{ ...bob, destination: smtp }, alice], { unknownRecipients: { catchAll: "bob" } }),
    "mailboxes[0].destination",
    /expected envelopeQueue: true/,
  ],
  [
    "more recipients than one rule has",
    settings([alice, { user: "all", addresses: [...many, "one"], destination: smtp }], withQueue),
    "mailboxes[1].destination",
    /found 501 addresses of all; expected at most 500 .* into a second mailbox with the same destination/,
  ],
  [
    "an alias of two mailboxes",
    settings([{ ...alice, destination: smtp }, bob], { ...withQueue, aliases: { team: ["alice", "bob"] } }),
    "aliases.team",
    /remove the alias and add the address to alice/,
  ],
  [
    "two catch-alls of one domain",
    settings([alice, { ...bob, destination: smtp }], {
      ...withQueue,
      unknownRecipients: { catchAll: ["alice", "bob"] },
    }),
    "unknownRecipients.catchAll[1]",
    /expected bob alone/,
  ],
  [
    "a command for shared addresses only",
    settings([alice, { user: "bob", destination: { command: ["/bin/x"] } }], { aliases: { team: ["alice", "bob"] } }),
    "mailboxes[1].destination",
    /expected an address that only bob has/,
  ],
])("are refused: %s", (_, written, path, text) => {
  const [problem, ...others] = problemsOf(written);
  expect(others).toEqual([]);
  expect(problem!.path).toBe(path);
  expect(`found ${problem!.found}; expected ${problem!.expected}; ${problem!.advice}`).toMatch(text);
});

test("more mailboxes than rules in a rule set get advice that works", () => {
  const users = Array.from({ length: 201 }, (_, n) => `u${n}`);
  const [problem] = problemsOf(settings(users.map((user) => ({ user, addresses: [user] }))));
  expect(problem!.expected).toBe("at most 200, the rules that SES takes in a rule set");
  expect(problem!.advice).toContain('destination: { smtp: "127.0.0.1:25" } } with envelopeQueue: true');
  const everybody = { user: "everybody", addresses: ["postmaster", ...users], destination: smtp };
  expect(parse(settings([everybody], withQueue)).warnings).toEqual([]);
});
