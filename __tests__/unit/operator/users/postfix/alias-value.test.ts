import { parseAliasValue, parseInclude } from "../../../../../operator/users/postfix/alias-value";

const address = (text: string) => ({ kind: "address", address: text });

test.each([
  ["alice", [address("alice")]],
  ["alice,bob , carol", [address("alice"), address("bob"), address("carol")]],
  ["\\alice, alice@example.net", [address("\\alice"), address("alice@example.net")]],
  ['"|/usr/bin/vacation alice, bob"', [{ kind: "program", text: "|/usr/bin/vacation alice, bob" }]],
  ["|/usr/bin/procmail", [{ kind: "program", text: "|/usr/bin/procmail" }]],
  ['"/var/mail/all, old"', [{ kind: "file", text: "/var/mail/all, old" }]],
  ["/dev/null", [{ kind: "file", text: "/dev/null" }]],
  [":include:/etc/mail/team", [{ kind: "include", file: "/etc/mail/team" }]],
  ['":include:/etc/mail/the team"', [{ kind: "include", file: "/etc/mail/the team" }]],
  ["Bob Smith <bob@example.org>, carol (the other)", [address("bob@example.org"), address("carol")]],
  ['"john doe"@example.org', [address('"john doe"@example.org')]],
  ['"a,b"@example.org, c', [address('"a,b"@example.org'), address("c")]],
  ["anna@box.example ben, carol", [address("anna@box.example"), address("ben"), address("carol")]],
  ["(nobody)", []],
  ["", []],
])("the value %s is read as Postfix reads it", (value, targets) => {
  expect(parseAliasValue(value)).toEqual(targets);
});

test("an include file has comments, empty lines and continued lines", () => {
  expect(parseInclude("# team\nalice, bob\n\n  carol\n\tdora\n#x\n|/bin/cat\n")).toEqual([
    address("alice"),
    address("bob"),
    address("carol"),
    address("dora"),
    { kind: "program", text: "|/bin/cat" },
  ]);
});
