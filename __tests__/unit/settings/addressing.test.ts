import fc from "fast-check";
import { isAscii } from "node:buffer";
import { folderDirectory } from "../../../settings/names/folders";
import { mailboxRules } from "../../../settings/names/mailbox-rules";
import { parse, sound } from "./support";

const [domain] = sound.domains;
const net = { ...domain, name: "example.net", dns: "elsewhere" };
const settingsOf = (more: object) => parse({ ...sound, ...more }).settings;

/** The addresses of each user, without the domain example.org, then the domains of which the user is the catch-all. */
function addresses(more: object): Record<string, string[]> {
  const { mailboxes } = settingsOf(more);
  const shown = (address: string) => address.replace("@example.org", "");
  return Object.fromEntries(
    mailboxes.map(({ user, addresses: all, catchAllDomains }) => [
      user,
      [...all.map(shown), ...catchAllDomains.map((name) => `*@${name}`)],
    ]),
  );
}

describe("an alias", () => {
  test.each<[string, object, Record<string, string[]>]>([
    [
      "is an address of each mailbox that it names",
      { team: ["alice", "bob"] },
      { alice: ["alice", "postmaster", "team"], bob: ["bob", "team"] },
    ],
    [
      "leads through others, each mailbox once",
      { all: ["team", "bob", "alice@example.org"], team: ["bob"] },
      { alice: ["alice", "postmaster", "all"], bob: ["bob", "all", "team"] },
    ],
    [
      "of a mailbox's own name means the mailbox, so a copy to another is no loop",
      { alice: ["alice", "bob"], family: "alice" },
      { alice: ["alice", "postmaster", "family"], bob: ["bob", "alice", "family"] },
    ],
    [
      "may be a label",
      { "alice+lists": ["alice", "bob"] },
      { alice: ["alice", "postmaster", "alice+lists"], bob: ["bob", "alice+lists"] },
    ],
  ])("%s", (_, aliases, expected) => {
    expect(addresses({ aliases })).toEqual(expected);
  });

  test("gives addresses to a mailbox without any of its own", () => {
    const mailboxes = [{ user: "alice", addresses: ["alice", "postmaster"] }, { user: "bob" }];
    expect(addresses({ mailboxes, aliases: { b: "bob" } }).bob).toEqual(["b"]);
  });
});

describe("a domain that is an alias", () => {
  const domains = [domain, { ...net, aliasOf: "example.org" }];

  test("has each address of the other domain, also aliases, but owns no bare name", () => {
    expect(addresses({ domains, aliases: { team: ["alice", "bob"] } })).toEqual({
      alice: ["alice", "postmaster", "team", "alice@example.net", "postmaster@example.net", "team@example.net"],
      bob: ["bob", "team", "bob@example.net", "team@example.net"],
    });
  });

  test("keeps an address of its own", () => {
    const mailboxes = [
      { user: "alice", addresses: ["alice", "postmaster"] },
      { user: "bob", addresses: ["bob", "alice@example.net"] },
    ];
    expect(addresses({ domains, mailboxes })).toEqual({
      alice: ["alice", "postmaster", "postmaster@example.net"],
      bob: ["bob", "alice@example.net", "bob@example.net"],
    });
  });

  test("has the other domain's catch-all, or its own", () => {
    const caught = (first: object, second: object) =>
      settingsOf({
        domains: [
          { ...domain, ...first },
          { ...domains[1], ...second },
        ],
      }).mailboxes.map(({ catchAllDomains }) => catchAllDomains);
    expect(caught({ catchAll: "alice" }, {})).toEqual([["example.org", "example.net"], []]);
    expect(caught({ catchAll: "alice" }, { catchAll: "bob" })).toEqual([["example.org"], ["example.net"]]);
  });
});

describe("a catch-all", () => {
  test.each<[string, object, Record<string, string[]>]>([
    [
      "is one domain's",
      { domains: [{ ...domain, catchAll: "alice" }, net] },
      { alice: ["alice", "postmaster", "*@example.org"], bob: ["bob"] },
    ],
    [
      "for all domains has exceptions",
      {
        domains: [domain, { ...net, catchAll: [] }, { ...net, name: "example.com", catchAll: ["alice", "bob"] }],
        unknownRecipients: { catchAll: "bob" },
      },
      { alice: ["alice", "postmaster", "*@example.com"], bob: ["bob", "*@example.org", "*@example.com"] },
    ],
    [
      "takes all subdomains",
      { domains: [domain, { ...net, name: ".example.org", catchAll: "bob" }] },
      { alice: ["alice", "postmaster"], bob: ["bob", "*@.example.org"] },
    ],
  ])("%s", (_, settings, expected) => {
    const mailboxes = [
      { user: "alice", addresses: ["alice@example.org", "postmaster@example.org"] },
      { user: "bob", addresses: ["bob@example.org"] },
    ];
    expect(addresses({ mailboxes, ...settings })).toEqual(expected);
  });
});

describe("a user whose name is an address", () => {
  const mailboxes = [
    { user: "info@example.org", addresses: ["info", "postmaster"] },
    { user: "Info@Example.NET" },
    { user: "office@münchen.example" },
  ];
  const domains = [domain, net, { ...net, name: "münchen.example" }];

  test("gives its address, path and names, so that one name in two domains is distinct", () => {
    const mailboxDefaults = { maildir: "/var/vmail/{domain}/{local}" };
    const all = settingsOf({ domains, mailboxes, mailboxDefaults }).mailboxes;
    const names = all.map(({ user, addresses: own, maildir, ruleName, prefix }) => [
      user,
      ...own,
      maildir,
      ruleName,
      prefix,
    ]);
    expect(names).toEqual([
      [
        "info@example.org",
        "info@example.org",
        "postmaster@example.org",
        "/var/vmail/example.org/info",
        "info_example.org",
        "info_example.org",
      ],
      ["info@example.net", "info@example.net", "/var/vmail/example.net/info", "info_example.net", "info_example.net"],
      [
        "office@xn--mnchen-3ya.example",
        "office@xn--mnchen-3ya.example",
        "/var/vmail/xn--mnchen-3ya.example/office",
        "office_xn--mnchen-3ya.example",
        "office_xn--mnchen-3ya.example",
      ],
    ]);
  });

  test("fills templates of rule names and prefixes as of paths", () => {
    const mailboxDefaults = { prefix: "{domain}/{local}", ruleName: "mx-{local}-{domain}" };
    const all = settingsOf({ domains, mailboxes, mailboxDefaults }).mailboxes;
    expect(all.slice(0, 2).map(({ ruleName, prefix }) => [ruleName, prefix])).toEqual([
      ["mx-info-example.org", "example.org/info"],
      ["mx-info-example.net", "example.net/info"],
    ]);
  });

  test("names a catch-all and the target of an alias", () => {
    const settings = settingsOf({
      domains: [{ ...domain, catchAll: "info@example.net" }, ...domains.slice(1)],
      mailboxes,
      aliases: { "all@example.org": ["info@example.org", "office@MÜNCHEN.example"] },
    });
    expect(settings.mailboxes.map(({ catchAllDomains }) => catchAllDomains)).toEqual([[], ["example.org"], []]);
    expect(settings.mailboxes.map(({ addresses: own }) => own.includes("all@example.org"))).toEqual([
      true,
      false,
      true,
    ]);
  });
});

test("needless quotes are taken off an address", () => {
  expect(addresses({ mailboxes: [{ user: "a", addresses: ['"Alice"', '"post\\master"@example.org'] }] })).toEqual({
    a: ["alice", "postmaster"],
  });
});

test("more recipients than a rule can have go into further rules", () => {
  const many = Array.from({ length: 1200 }, (_, index) => `a${index}@example.org`);
  const rules = mailboxRules({ ruleName: "r", addresses: many, catchAllDomains: ["example.org"] });
  expect(rules.map(({ name, recipients }) => [name, recipients.length])).toEqual([
    ["r", 500],
    ["r-2", 500],
    ["r-3", 201],
  ]);
  expect(rules.flatMap(({ recipients }) => recipients)).toEqual([...many, "example.org"]);
});

describe("a folder's directory", () => {
  test.each([
    ["Junk", "Junk"],
    ["Likely Spam", "Likely Spam"],
    ["Indésirables", "Ind&AOk-sirables"],
    ["Inde\u0301sirables", "Ind&AOk-sirables"],
    ["Archive/Junk & more", "Archive.Junk &- more"],
    ["~peter", undefined],
    // RFC 3501 section 5.1.3
    ["mail/台北/日本語", "mail.&U,BTFw-.&ZeVnLIqe-"],
    ["📬", "&2D3c7A-"],
  ])("of %j is %j", (name, directory) => {
    const load = () => settingsOf({ importer: { folders: { junk: name } } }).importer.folders.junk;
    if (directory === undefined) expect(load).toThrow(/the name of a folder/);
    else expect(load()).toBe(directory);
  });

  test("is ASCII, and differs if the names differ", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).map((text) => text.normalize("NFC"));
    fc.assert(
      fc.property(name, name, (one, other) => {
        const [first, second] = [folderDirectory(one), folderDirectory(other)];
        expect(isAscii(Buffer.from(first))).toBe(true);
        // A dot separates levels in the directory name; the settings refuse dots in names.
        if (!/[./]/.test(one + other)) expect(first === second).toBe(one === other);
      }),
    );
  });
});
