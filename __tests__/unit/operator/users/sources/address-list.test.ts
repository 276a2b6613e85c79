import { parseAddressList } from "../../../../../operator/users/sources/address-list";

const list = (text: string) => parseAddressList(text, "list", ["example.org", "example.net"]);

test("a line names an address and its mailboxes", () => {
  const text =
    "# all\nAlice@Example.ORG alice\nteam@example.org alice,bob # both\nold@example.org -\ninfo@münchen.example info\n";
  expect(list(text).entries).toEqual([
    { address: "alice@example.org", mailbox: "alice", via: ["list:2"] },
    { address: "team@example.org", mailbox: "alice", via: ["list:3"] },
    { address: "team@example.org", mailbox: "bob", via: ["list:3"] },
    { address: "old@example.org", mailbox: null, via: ["list:4"] },
    { address: "info@xn--mnchen-3ya.example", mailbox: "info", via: ["list:5"] },
  ]);
});

test("a local part stands for an address in each domain, @domain for all of a domain", () => {
  const { entries, catchAlls } = list("bob bob\n@example.net alice\n");
  expect(entries.map(({ address }) => address)).toEqual(["bob@example.org", "bob@example.net"]);
  expect(catchAlls).toEqual([{ domain: "example.net", mailboxes: ["alice"] }]);
});

test.each([
  ["", "expected addresses, one a line, from list, found none"],
  ["# nothing\n\n", "expected addresses, one a line, from list, found none"],
  ["alice alice\nbob, carol\n", 'list:2: expected an address, then its mailbox, found "bob, carol"'],
  ["Bob <bob@example.org>", 'list:1: expected an address, then its mailbox, found "Bob <bob@example.org>"'],
  ["<bob@example.org>", 'list:1: expected an address, then its mailbox, found "<bob@example.org>"'],
  ["alice@", 'list:1: expected an address, then its mailbox, found "alice@"'],
])("%j is refused with what was expected", (text, message) => {
  expect(() => list(text)).toThrow(message);
});
