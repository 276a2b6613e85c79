import { delimiterGaps } from "../../../settings/delimiter";
import { parse, sound } from "./support";

const [domain] = sound.domains;

/** Each gap as `example: mailboxes at the primary | mailboxes at the standby`. */
function gaps(recipientDelimiter: string | undefined, more: object = {}): string[] {
  const { settings } = parse({ ...sound, recipientDelimiter, ...more });
  return delimiterGaps(settings).map(({ example, home, standby }) => `${example}: ${home.join()} | ${standby.join()}`);
}

test.each<[string, string | undefined, object, string[]]>([
  ["is what SES has: no gap", undefined, {}, []],
  [
    "is another one: the standby refuses labels, and takes those with a plus sign",
    "-",
    {},
    ["alice-label@example.org: alice | ", "alice+label@example.org:  | alice"],
  ],
  ["is one more", "+-", {}, ["alice-label@example.org: alice | "]],
  ["is none: the standby takes what the server refuses", "", {}, ["alice+label@example.org:  | alice"]],
  [
    "is another one where there is a catch-all: its user gets the labels",
    "_",
    { domains: [{ ...domain, catchAll: "bob" }] },
    ["alice_label@example.org: alice | bob", "alice+label@example.org: bob | alice"],
  ],
  [
    "is another one where the catch-all's user has every address",
    "-",
    {
      domains: [{ ...domain, catchAll: "alice" }],
      mailboxes: [{ user: "alice", addresses: ["alice", "postmaster"] }],
    },
    [],
  ],
])("the delimiter at home %s", (_, delimiter, more, expected) => {
  expect(gaps(delimiter, more)).toEqual(expected);
});

test("an address with the delimiter in its name is not a label of another", () => {
  const mailboxes = [
    { user: "alice", addresses: ["alice", "postmaster"] },
    { user: "bob", addresses: ["alice-label"] },
  ];
  // The first example would be an address of bob; the next example shows the gap.
  expect(gaps("-", { mailboxes })[0]).toBe("postmaster-label@example.org: alice | ");
});

test("check warns of each gap, and says what to do", () => {
  const [warning, ...others] = parse({ ...sound, recipientDelimiter: "+-" }).warnings;
  expect(others).toEqual([]);
  expect(warning).toMatchObject({
    path: "recipientDelimiter",
    found: "alice-label@example.org: your server gives it to alice, the standby refuses it",
    advice: "SES knows no delimiter but +: write the addresses with - that are in use into addresses or aliases",
  });
});
