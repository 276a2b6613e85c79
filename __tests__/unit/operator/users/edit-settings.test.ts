import fc from "fast-check";
import { parse } from "yaml";
import { editSettings, type SettingsChange } from "../../../../operator/users/edit-settings";

const change = (part: Partial<Record<keyof SettingsChange, unknown>>): SettingsChange =>
  ({ add: new Map(), remove: new Map(), mailboxes: [], aliases: new Map(), ...part }) as SettingsChange;

const text = `# Who gets mail
mailboxes:
  - user: alice # the boss
    addresses: [alice, "a.b", # old name
      sales]
  # bob left in May
  - user: bob
    addresses:
      - bob # short
      - robert

  - user: carol
    addresses: [ 'carol' ]
    maildir: /srv/carol

# What follows
ruleSet: main
`;

test("addresses are added at the end of a list, without another change", () => {
  const add = new Map([
    ["alice", ["info", "null"]],
    ["bob", ["b"]],
    ["carol", ["c,d"]],
  ]);
  expect(editSettings(text, change({ add }))).toBe(
    text
      .replace("sales]", 'sales, info, "null"]')
      .replace("- robert\n", "- robert\n      - b\n")
      .replace("'carol'", "'carol', \"c,d\""),
  );
});

test("CRLF line ends stay", () => {
  const edit = change({ add: new Map([["bob", ["b"]]]), remove: new Map([["bob", ["robert"]]]) });
  const toCrlf = (lines: string) => lines.replaceAll("\n", "\r\n");
  expect(editSettings(toCrlf(text), edit)).toBe(toCrlf(editSettings(text, edit)));
});

test("a removed address is removed with the comment on its line only", () => {
  const remove = new Map([
    ["alice", ["alice"]],
    ["bob", ["bob"]],
  ]);
  expect(editSettings(text, change({ remove }))).toBe(
    text.replace('alice, "a.b"', '"a.b"').replace("      - bob # short\n", ""),
  );
});

test("several adjacent addresses in a flow list are removed", () => {
  expect(
    editSettings(
      "mailboxes: [{user: a, addresses: [x, y, z, w]}]",
      change({ remove: new Map([["a", ["x", "y", "w"]]]) }),
    ),
  ).toBe("mailboxes: [{user: a, addresses: [z]}]");
});

test("a list whose addresses all change is replaced", () => {
  const both = { add: new Map([["u", ["c", "d"]]]), remove: new Map([["u", ["a", "b"]]]) };
  expect(editSettings("mailboxes: [{user: u, addresses: [a, b]}]", change(both))).toBe(
    "mailboxes: [{user: u, addresses: [c, d]}]",
  );
  expect(editSettings("mailboxes:\n- user: u\n  addresses:\n  - a\n  - b\n", change(both))).toBe(
    "mailboxes:\n- user: u\n  addresses:\n  - c\n  - d\n",
  );
});

test("an address and a mailbox at the same position stay in order", () => {
  const both = { add: new Map([["u", ["b"]]]), mailboxes: [{ user: "v", addresses: ["v"] }] };
  expect(editSettings("mailboxes:\n  - user: u\n    addresses:\n      - a\n", change(both))).toBe(
    "mailboxes:\n  - user: u\n    addresses:\n      - a\n      - b\n  - user: v\n    addresses: [v]\n",
  );
});

test("a mailbox is appended after the last mailbox, before the next key", () => {
  const mailboxes = [{ user: "dora", addresses: ["dora", "d"], maildir: "/srv/dora" }];
  expect(editSettings(text, change({ mailboxes }))).toBe(
    text.replace("/srv/carol\n", "/srv/carol\n  - user: dora\n    addresses: [dora, d]\n    maildir: /srv/dora\n"),
  );
});

test("an address of several mailboxes goes to aliases, also to a new list", () => {
  const aliases = new Map([["team", ["alice", "bob"]]]);
  const edited = editSettings(text, change({ aliases }));
  expect(edited).toBe(text.replace("/srv/carol\n", "/srv/carol\naliases:\n  team: [alice, bob]\n"));
  const second = new Map([["sales", ["bob", "carol"]]]);
  expect(editSettings(edited, change({ aliases: second }))).toBe(
    edited.replace("team: [alice, bob]\n", "team: [alice, bob]\n  sales: [bob, carol]\n"),
  );
});

test("a virtual user without a list gets a list with its own address", () => {
  const file = "mailboxes:\n  - user: info@example.org\n    maildir: /srv/info # here\n  - user: b\n";
  expect(editSettings(file, change({ add: new Map([["info@example.org", ["sales@example.org"]]]) }))).toBe(
    file.replace("# here\n", "# here\n    addresses: [info@example.org, sales@example.org]\n"),
  );
});

test("a mailbox is appended to a list in one line", () => {
  const edited = editSettings(
    '{"mailboxes": [{"user": "a", "addresses": ["a"]}]}',
    change({ mailboxes: [{ user: "b", addresses: ["b"] }] }),
  );
  expect(parse(edited)).toEqual({
    mailboxes: [
      { user: "a", addresses: ["a"] },
      { user: "b", addresses: ["b"] },
    ],
  });
});

test("addresses in a YAML alias are left to the operator", () => {
  const shared = "x: &all [a]\nmailboxes:\n  - user: a\n    addresses: *all\n";
  expect(() => editSettings(shared, change({ add: new Map([["a", ["b"]]]) }))).toThrow(
    "expected the addresses of a as a list, found the alias *all; change the addresses by hand",
  );
});

test("in any style of the file, the addresses change and comments stay", () => {
  const address = fc.constantFrom("a", "b", "c", "d", "null", "007", "x+y", "{z}", "it's", "#h");
  const addresses = fc.uniqueArray(address, { minLength: 1, maxLength: 6 });
  const quote = (value: string, style: number) =>
    style === 0 && /^[a-z]$/.test(value) ? value : JSON.stringify(value);
  fc.assert(
    fc.property(
      addresses,
      addresses,
      fc.integer({ min: 0, max: 63 }),
      fc.nat(1),
      fc.boolean(),
      (before, wanted, kept, style, flow) => {
        const remove = before.filter((_, index) => (kept >> index) % 2 === 0).slice(0, before.length - 1);
        const add = wanted.filter((one) => !before.includes(one));
        const list = flow
          ? ` [${before.map((one) => quote(one, style)).join(", ")}] # end`
          : before.map((one, index) => `\n  - ${quote(one, style)} # comment ${index}`).join("");
        const file = `mailboxes:\n- user: u\n  addresses:${list}\n  # below\n- user: v\n  addresses: [v]\n`;
        const edited = editSettings(file, change({ add: new Map([["u", add]]), remove: new Map([["u", remove]]) }));
        expect(parse(edited)).toEqual({
          mailboxes: [
            { user: "u", addresses: [...before.filter((one) => !remove.includes(one)), ...add] },
            { user: "v", addresses: ["v"] },
          ],
        });
        expect(edited).toContain("\n  # below\n");
        if (!flow)
          before.forEach((one, index) => expect(edited.includes(`# comment ${index}\n`)).toBe(!remove.includes(one)));
      },
    ),
  );
});
