import { places, problemsOf, sound } from "./support";

const [domain] = sound.domains;
const domainWith = (more: object) => ({ ...sound, domains: [{ ...domain, ...more }] });
const mailboxWith = (more: object) => ({
  ...sound,
  mailboxes: [{ ...sound.mailboxes[0], ...more }, sound.mailboxes[1]],
});
const mailboxes = (...more: object[]) => ({ ...sound, mailboxes: more });
const numbered = (count: number, make: (index: number) => object) => Array.from({ length: count }, (_, i) => make(i));
const longLocalPart = "a".repeat(65);

/** What is wrong, the settings, and the one problem they must have: its path, then its text. */
const cases: readonly (readonly [string, object, string, RegExp])[] = [
  [
    "a region that cannot receive",
    { ...sound, regions: ["eu-central-2"] },
    "regions[0]",
    /SES only sends from eu-central-2/,
  ],
  ["a region that does not exist", { ...sound, regions: ["eu-wst-1"] }, "regions[0]", /did you mean eu-west-1\?/],
  ["a region twice", { ...sound, regions: ["eu-west-1", "eu-west-1"] }, "regions[1]", /regions\[0\] has it/],
  ["no region", { ...sound, regions: [] }, "regions", /found an empty list; expected at least 1 entry/],

  [
    "a standby that is preferred to a primary",
    domainWith({ standbyPreference: 5 }),
    "domains[0].standbyPreference",
    /found 5; expected a number above 10/,
  ],
  [
    "a standby that is as good as a primary",
    domainWith({ standbyPreference: 10 }),
    "domains[0].standbyPreference",
    /above 10/,
  ],
  [
    "a default standby below a primary",
    domainWith({ primary: [{ host: "a.example.org", preference: 200 }], standbyPreference: undefined }),
    "domains[0].standbyPreference",
    /found 100; expected a number above 200/,
  ],
  [
    "a preference of more than 16 bits",
    domainWith({ standbyPreference: 65_536 }),
    "domains[0].standbyPreference",
    /at most 65535/,
  ],
  [
    "no room for the second region's preference",
    { ...domainWith({ standbyPreference: 65_535 }), regions: ["eu-west-1", "us-east-1"] },
    "domains[0].standbyPreference",
    /at most 65534/,
  ],
  [
    "a negative preference",
    domainWith({ primary: [{ host: "mx.example.org", preference: -1 }] }),
    "domains[0].primary[0].preference",
    /at least 0/,
  ],
  [
    "half a preference",
    domainWith({ primary: [{ host: "mx.example.org", preference: 1.5 }] }),
    "domains[0].primary[0].preference",
    /a whole number/,
  ],
  [
    "a preference in quotes",
    domainWith({ standbyPreference: "100" }),
    "domains[0].standbyPreference",
    /found "100"; expected a whole number; write it without quotes/,
  ],
  [
    "a primary host twice",
    domainWith({ primary: [{ host: "mx.example.org" }, { host: "MX.example.org", preference: 20 }] }),
    "domains[0].primary[1].host",
    /domains\[0\]\.primary\[0\]\.host has it/,
  ],
  [
    "an IP address as a host",
    domainWith({ primary: [{ host: "192.0.2.1" }] }),
    "domains[0].primary[0].host",
    /expected a domain name/,
  ],
  [
    "the standby among the primaries",
    domainWith({ primary: [{ host: "inbound-smtp.eu-west-1.amazonaws.com" }] }),
    "domains[0].primary[0].host",
    /expected a server of your own/,
  ],
  [
    "a zone that does not hold the domain",
    domainWith({ dns: { route53: "example.com" } }),
    "domains[0].dns.route53",
    /expected the zone that holds example\.org/,
  ],
  [
    "a zone that only ends like the domain",
    domainWith({ dns: { route53: "ample.org" } }),
    "domains[0].dns.route53",
    /expected the zone that holds example\.org/,
  ],
  [
    "DNS that is nowhere",
    domainWith({ dns: "somewhere" }),
    "domains[0].dns",
    /found "somewhere"; expected elsewhere, or \{ route53: zone name or id \}/,
  ],
  [
    "DNS that is not told",
    domainWith({ dns: undefined }),
    "domains[0].dns",
    /found nothing \(the key is missing\); expected elsewhere, or/,
  ],
  [
    "a zone id with other characters",
    domainWith({ dns: { route53: "Z-1" } }),
    "domains[0].dns.route53",
    /its id, such as Z/,
  ],

  [
    "a domain twice",
    {
      ...sound,
      domains: [domain, { ...domain, name: "Example.ORG" }],
      mailboxes: [{ user: "a", addresses: ["a@example.org"] }],
    },
    "domains[1].name",
    /domains\[0\]\.name has it/,
  ],
  [
    "a domain of one label",
    domainWith({ name: "localhost", dns: "elsewhere" }),
    "domains[0].name",
    /expected a domain name/,
  ],
  [
    "a domain with an underscore",
    domainWith({ name: "my_mail.example.org" }),
    "domains[0].name",
    /expected a domain name/,
  ],
  [
    "a domain with a hyphen at a label's end",
    domainWith({ name: "a-.example.org" }),
    "domains[0].name",
    /expected a domain name/,
  ],
  ["a domain with an empty label", domainWith({ name: "a..example.org" }), "domains[0].name", /expected a domain name/],
  [
    "a domain with a long label",
    domainWith({ name: `${"a".repeat(64)}.example.org` }),
    "domains[0].name",
    /expected a domain name/,
  ],
  [
    "a domain that is too long",
    { ...domainWith({ name: `${"a.".repeat(126)}example.org` }), bucket: "mine" },
    "domains[0].name",
    /expected a domain name/,
  ],
  [
    "a label that is no Punycode",
    domainWith({ name: "xn--a.example.org" }),
    "domains[0].name",
    /expected a domain name/,
  ],
  [
    "a domain that SES refuses",
    domainWith({ name: "mail.invalid", dns: "elsewhere" }),
    "domains[0].name",
    /SES refuses \.invalid/,
  ],

  [
    "an address in two mailboxes",
    mailboxes({ user: "alice", addresses: ["postmaster"] }, { user: "bob", addresses: ["Postmaster"] }),
    "mailboxes[1].addresses[0]",
    /mailboxes\[0\]\.addresses\[0\] has it; SES would put a copy into both/,
  ],
  [
    "an address twice in a mailbox",
    mailboxWith({ addresses: ["alice", "alice@example.org"] }),
    "mailboxes[0].addresses[1]",
    /remove it here/,
  ],
  [
    "a label of another mailbox's address",
    mailboxWith({ addresses: ["alice", "bob+shop"] }),
    "mailboxes[0].addresses[1]",
    /mailboxes\[1\]\.addresses\[0\] takes bob\+anything too/,
  ],
  [
    "a label of another mailbox's labelled address",
    mailboxes({ user: "a", addresses: ["a+b+c"] }, { user: "b", addresses: ["a+b"] }),
    "mailboxes[0].addresses[0]",
    /takes a\+b\+anything too/,
  ],
  [
    "an address of an undeclared domain",
    mailboxWith({ addresses: ["alice@exmple.org"] }),
    "mailboxes[0].addresses[0]",
    /expected an address of example\.org; did you mean example\.org\?/,
  ],
  [
    "a bare local part although there are several domains",
    {
      ...sound,
      domains: [domain, { ...domain, name: "example.net", dns: "elsewhere" }],
      mailboxes: [{ user: "a", addresses: ["alice"] }],
    },
    "mailboxes[0].addresses[0]",
    /expected a full address, such as alice@example\.org/,
  ],
  ["a wildcard", mailboxWith({ addresses: ["*"] }), "mailboxes[0].addresses[0]", /SES knows no wildcards; .*catchAll/],
  [
    "a local part with a space",
    mailboxWith({ addresses: ["al ice"] }),
    "mailboxes[0].addresses[0]",
    /expected a local part/,
  ],
  [
    "a quoted local part",
    mailboxWith({ addresses: ['"alice"'] }),
    "mailboxes[0].addresses[0]",
    /expected a local part/,
  ],
  [
    "a local part beyond ASCII",
    mailboxWith({ addresses: ["jürgen"] }),
    "mailboxes[0].addresses[0]",
    /expected a local part/,
  ],
  [
    "a local part with two dots",
    mailboxWith({ addresses: ["a..b"] }),
    "mailboxes[0].addresses[0]",
    /expected a local part/,
  ],
  [
    "a local part of 65 characters",
    mailboxWith({ addresses: [longLocalPart] }),
    "mailboxes[0].addresses[0]",
    /at most 64 characters/,
  ],
  [
    "an empty local part",
    mailboxWith({ addresses: ["@example.org"] }),
    "mailboxes[0].addresses[0]",
    /expected a local part/,
  ],
  [
    "an address that YAML takes for a number",
    mailboxWith({ addresses: [12] }),
    "mailboxes[0].addresses[0]",
    /put a text in quotes: "12"/,
  ],
  ["a mailbox without an address", mailboxWith({ addresses: [] }), "mailboxes[0].addresses", /at least 1 entry/],
  [
    "501 addresses in a mailbox",
    mailboxWith({ addresses: numbered(501, (i) => Object(`a${i}`) as object) }),
    "mailboxes[0].addresses[500]",
    /found 501 addresses; expected at most 500/,
  ],
  [
    "500 addresses in a mailbox that also catches all",
    {
      ...mailboxWith({ addresses: numbered(500, (i) => Object(`a${i}`) as object) }),
      unknownRecipients: { catchAll: "alice" },
    },
    "mailboxes[0].addresses[499]",
    /expected at most 499/,
  ],
  [
    "201 mailboxes",
    mailboxes(...numbered(201, (i) => ({ user: `u${i}`, addresses: [`u${i}`] }))),
    "mailboxes[200]",
    /found 201 mailboxes; expected at most 200/,
  ],

  [
    "a user twice",
    mailboxes({ user: "alice", addresses: ["a"] }, { user: "alice", addresses: ["b"] }),
    "mailboxes[1].user",
    /mailboxes\[0\]\.user has it; give all addresses of a user in one entry/,
  ],
  ["a user with a slash", mailboxWith({ user: "a/b" }), "mailboxes[0].user", /expected a user name/],
  [
    "a user that is an address",
    mailboxWith({ user: "alice@example.org" }),
    "mailboxes[0].user",
    /virtual users too get a short name/,
  ],
  [
    "a user that YAML takes for a number",
    mailboxWith({ user: 1001 }),
    "mailboxes[0].user",
    /put a text in quotes: "1001"/,
  ],
  ["a relative Maildir", mailboxWith({ maildir: "Maildir" }), "mailboxes[0].maildir", /expected an absolute path/],
  ["a Maildir with ~", mailboxWith({ maildir: "~/Maildir" }), "mailboxes[0].maildir", /~ is not expanded/],
  [
    "a Maildir with an unknown placeholder",
    mailboxWith({ maildir: "/home/{usr}/Maildir" }),
    "mailboxes[0].maildir",
    /found \{usr\}; expected no placeholder but \{user\} and \{domain\}/,
  ],
  [
    "a Maildir of two mailboxes",
    mailboxWith({ maildir: "/home/bob/Maildir/" }),
    "mailboxes[1].maildir",
    /found "\/home\/bob\/Maildir"; .*mailboxes\[0\]\.maildir has it/,
  ],
  [
    "one Maildir for all",
    { ...sound, mailboxDefaults: { maildir: "/var/mail" } },
    "mailboxes[1].maildir",
    /expected a Maildir that is not in use/,
  ],
  [
    "an owner of three parts",
    mailboxWith({ owner: "a:b:c" }),
    "mailboxes[0].owner",
    /expected user, user:group, uid or uid:gid/,
  ],
  ["a negative uid", mailboxWith({ owner: -1 }), "mailboxes[0].owner", /expected user, user:group, uid or uid:gid/],
  ["the uid of nobody at all", mailboxWith({ owner: "4294967295" }), "mailboxes[0].owner", /expected user, user:group/],
  [
    "a catch-all without a mailbox",
    { ...sound, unknownRecipients: { catchAll: "alcie" } },
    "unknownRecipients.catchAll",
    /the user of a mailbox: one of alice, bob; did you mean alice\?/,
  ],
  [
    "another word for what happens to the unknown",
    { ...sound, unknownRecipients: "reject" },
    "unknownRecipients",
    /expected refuse, or \{ catchAll: user \}/,
  ],

  [
    "a rule name with a space",
    mailboxWith({ ruleName: "my rule" }),
    "mailboxes[0].ruleName",
    /1 to 64 of A-Z a-z 0-9 _ \. -/,
  ],
  ["a rule name of 65 characters", mailboxWith({ ruleName: "r".repeat(65) }), "mailboxes[0].ruleName", /1 to 64/],
  [
    "a rule name that ends in a dot",
    mailboxWith({ ruleName: "rule." }),
    "mailboxes[0].ruleName",
    /a letter or digit first and last/,
  ],
  [
    "a rule name that becomes too long",
    mailboxWith({ user: "u".repeat(60) }),
    "mailboxes[0].user",
    /as the rule's name; expected .*1 to 64.*; set ruleName/,
  ],
  [
    "a rule name that begins with the user's underscore",
    mailboxWith({ user: "_mail" }),
    "mailboxes[0].user",
    /"_mail_example\.org" as the rule's name/,
  ],
  [
    "a rule name twice",
    mailboxWith({ ruleName: "bob_example.org" }),
    "mailboxes[1].ruleName",
    /mailboxes\[0\]\.ruleName has it/,
  ],
  ["a rule set name with a dot", { ...sound, ruleSet: "main.set" }, "ruleSet", /receipt rule set name/],

  ["a bucket name with capitals", { ...sound, bucket: "Mail" }, "bucket", /expected a bucket name: 3 to 63/],
  [
    "a bucket name of 64 characters",
    { ...sound, bucket: "b".repeat(64) },
    "bucket",
    /\(64 characters\); expected a bucket name/,
  ],
  ["a bucket name of 2 characters", { ...sound, bucket: "ab" }, "bucket", /3 to 63/],
  ["a bucket name with two dots", { ...sound, bucket: "a..b" }, "bucket", /expected a bucket name/],
  ["a bucket name that ends in a hyphen", { ...sound, bucket: "mail-" }, "bucket", /a letter or digit first and last/],
  ["a bucket name like an IP address", { ...sound, bucket: "192.168.5.4" }, "bucket", /no IP address/],
  [
    "a bucket name that AWS keeps for itself",
    { ...sound, bucket: "mail-s3alias" },
    "bucket",
    /without "-s3alias", which AWS keeps for itself/,
  ],
  [
    "a bucket name with an unknown placeholder",
    { ...sound, bucket: "{region}-mail" },
    "bucket",
    /found \{region\}; expected no placeholder but \{domain\}/,
  ],
  [
    "a default bucket name that becomes too long",
    domainWith({ name: `${"d".repeat(40)}.example.org`, dns: "elsewhere" }),
    "domains[0].name",
    /-mail-stocker" \(\d+ characters\); expected a bucket name.*; set bucket/,
  ],
  [
    "a default bucket name of an international domain",
    domainWith({ name: "münchen.example", dns: "elsewhere" }),
    "domains[0].name",
    /without "xn--".*; set bucket/,
  ],
  [
    "a bucket name that a further region makes too long",
    { ...sound, regions: ["eu-west-1", "ap-northeast-1"], bucket: "b".repeat(50) },
    "bucket",
    /b-ap-northeast-1" \(65 characters\)/,
  ],
  [
    "the mail bucket as the state's",
    { ...sound, state: { s3: { bucket: "example.org-mail-stocker", region: "eu-west-1" } } },
    "state.s3.bucket",
    /another bucket than the one for mail/,
  ],

  [
    "a prefix with a slash at its start",
    mailboxWith({ prefix: "/alice" }),
    "mailboxes[0].prefix",
    /without a slash at its start or end/,
  ],
  [
    "a prefix with a slash at its end",
    mailboxWith({ prefix: "alice/" }),
    "mailboxes[0].prefix",
    /without a slash at its start or end/,
  ],
  ["a prefix that climbs", mailboxWith({ prefix: "a/../b" }), "mailboxes[0].prefix", /expected a key prefix/],
  ["a prefix with a policy's wildcard", mailboxWith({ prefix: "a*" }), "mailboxes[0].prefix", /expected a key prefix/],
  [
    "a prefix that leaves no room for the message id",
    mailboxWith({ prefix: "p".repeat(984) }),
    "mailboxes[0].prefix",
    /up to 983/,
  ],
  [
    "a prefix twice",
    mailboxWith({ prefix: "bob" }),
    "mailboxes[1].prefix",
    /found "bob"; expected a prefix that is not in use: mailboxes\[0\]\.prefix has it/,
  ],
  [
    "a prefix inside another",
    mailboxWith({ prefix: "bob/in/alice" }),
    "mailboxes[0].prefix",
    /expected a prefix outside of "bob", which mailboxes\[1\]\.prefix has/,
  ],
  [
    "a former prefix that another mailbox has",
    mailboxWith({ formerPrefixes: ["bob"] }),
    "mailboxes[0].formerPrefixes[0]",
    /expected a prefix that is not in use: mailboxes\[1\]\.prefix has it/,
  ],

  ["an unknown key", { ...sound, bukcet: "b" }, "bukcet", /found the unknown key "bukcet"; .*did you mean bucket\?/],
  [
    "an unknown key inside",
    domainWith({ mx: 1 }),
    "domains[0].mx",
    /expected one of name, primary, standbyPreference, dns/,
  ],
  [
    "a misspelt key, which is not also a missing one",
    { ...sound, mailboxes: [{ user: "a", adresses: ["a"] }] },
    "mailboxes[0].adresses",
    /did you mean addresses\?/,
  ],
  [
    "an unknown key of an alternative",
    { ...sound, unknownRecipients: { catchall: "alice" } },
    "unknownRecipients.catchall",
    /did you mean catchAll\?/,
  ],
  ["a value without its key", { ...sound, mailboxes: ["alice"] }, "mailboxes[0]", /found "alice"; expected a mapping/],
  [
    "an empty value",
    { ...sound, mailboxes: null },
    "mailboxes",
    /found nothing \(the value is empty\); expected a list/,
  ],
  [
    "a missing key",
    { ...sound, mailboxes: undefined },
    "mailboxes",
    /found nothing \(the key is missing\); expected a list/,
  ],
  [
    "a queue by its name alone",
    { ...sound, envelopeQueue: "mail" },
    "envelopeQueue",
    /expected true, false, or \{ name: queue \}/,
  ],
  [
    "a queue with a dot in its name",
    { ...sound, envelopeQueue: { name: "example.org" } },
    "envelopeQueue.name",
    /expected a queue name: 1 to 80 of A-Z a-z 0-9 _ -/,
  ],
  [
    "a queue name of 81 characters",
    { ...sound, envelopeQueue: { name: "q".repeat(81) } },
    "envelopeQueue.name",
    /1 to 80/,
  ],
  [
    "a queue of another kind",
    { ...sound, envelopeQueue: { name: "q", fifo: true } },
    "envelopeQueue.fifo",
    /unknown key "fifo"; expected .*name/,
  ],
  ["a boolean in words", { ...sound, preventDestroy: "yes" }, "preventDestroy", /found "yes"; expected true or false/],
  [
    "a TLS policy in lower case",
    { ...sound, tlsPolicy: "require" },
    "tlsPolicy",
    /expected one of Optional, Require; did you mean Require\?/,
  ],
  ["no day of retention", { ...sound, retention: { deletedDays: 0 } }, "retention.deletedDays", /at least 1/],
  [
    "a state in two places",
    { ...sound, state: { local: "a", s3: { bucket: "state", region: "eu-west-1" } } },
    "state",
    /expected one of local and s3/,
  ],
  [
    "a state path that Terraform would evaluate",
    { ...sound, state: { local: "${path.root}/x" } },
    "state.local",
    /without \$\{ and %\{/,
  ],
  [
    "a state in no region",
    { ...sound, state: { s3: { bucket: "state", region: "Ireland" } } },
    "state.s3.region",
    /expected an AWS region/,
  ],
  [
    "a relative state directory",
    { ...sound, importer: { stateDirectory: "state" } },
    "importer.stateDirectory",
    /expected an absolute path/,
  ],
  [
    "a verdict that leads to what cannot be done",
    { ...sound, importer: { verdicts: { virus: "delete" } } },
    "importer.verdicts.virus",
    /expected one of deliver, junk, quarantine, hold/,
  ],
  [
    "a verdict that SES does not give",
    { ...sound, importer: { verdicts: { spf: "junk" } } },
    "importer.verdicts.spf",
    /virus, spam, dmarcReject/,
  ],
  ...["", "INBOX", "Inbox", "../x", "a/b", ".Junk", "Spam.New", "Müll", "a\nb", " Junk", "Junk ", "x".repeat(65)].map(
    (junk): readonly [string, object, string, RegExp] => [
      `the folder ${JSON.stringify(junk)}`,
      { ...sound, importer: { folders: { junk } } },
      "importer.folders.junk",
      /expected the name of a folder beside INBOX|expected a text|is empty/,
    ],
  ),
  [
    "headers in words",
    { ...sound, importer: { addedHeaders: "no" } },
    "importer.addedHeaders",
    /expected true or false/,
  ],
];

it.each(cases)("refuses %s", (_, settings, path, text) => {
  const problems = problemsOf(JSON.parse(JSON.stringify(settings)) as object);
  expect(problems.map((problem) => problem.path)).toEqual([path]);
  const [problem] = problems;
  const { found, expected, advice } = problem!;
  expect(`found ${found}; expected ${expected}; ${advice}`).toMatch(text);
});

it("finds what contradicts in the sound parts of a file with other faults", () => {
  const settings = `
regions: [nowhere]
domains:
  - name: example.org
    primary: [{ host: no host, preference: 10 }, { host: mx.example.org, preference: 200 }]
    dns: elsewhere
mailboxes:
  - { user: "not a user", addresses: [alice, "not an address"] }
  - { user: bob, addresses: [alice], prefix: /bad }
unknownRecipients: { catchAll: carol }
`;
  expect(places(problemsOf(settings))).toEqual([
    "2:11 regions[0]",
    "4:5 domains[0].standbyPreference",
    "5:23 domains[0].primary[0].host",
    "8:13 mailboxes[0].user",
    "8:46 mailboxes[0].addresses[1]",
    "9:30 mailboxes[1].addresses[0]",
    "9:46 mailboxes[1].prefix",
    "10:32 unknownRecipients.catchAll",
  ]);
});
