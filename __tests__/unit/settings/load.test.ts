import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSettings } from "../../../settings/load";
import { SettingsError } from "../../../settings/problem";
import { parse, sound } from "./support";

describe("the meaning of a settings file", () => {
  test("is known for the example file, without a warning", async () => {
    const { settings, warnings } = await loadSettings("standby-mx.example.yaml");
    expect(warnings).toEqual([]);
    expect(settings).toEqual({
      regions: [{ name: "eu-west-1", bucket: "example.org-mail-stocker" }],
      domains: [
        {
          name: "example.org",
          primary: [{ host: "mail.example.org", preference: 10 }],
          standbyPreference: 100,
          dns: { kind: "route53", zone: { name: "example.org" } },
        },
      ],
      mailboxes: [
        {
          user: "alice",
          addresses: ["alice@example.org", "postmaster@example.org", "abuse@example.org"],
          maildir: "/home/alice/Maildir",
          destination: { kind: "maildir" },
          owner: undefined,
          ruleName: "alice_example.org",
          prefix: "alice",
          formerPrefixes: [],
          catchAllDomains: [],
        },
        {
          user: "bob",
          addresses: ["bob@example.org", "robert.smith@example.org"],
          maildir: "/home/bob/Maildir",
          destination: { kind: "maildir" },
          owner: undefined,
          ruleName: "bob_example.org",
          prefix: "bob",
          formerPrefixes: [],
          catchAllDomains: [],
        },
        {
          user: "carol",
          addresses: ["carol@example.org"],
          maildir: "/srv/mail/carol/Maildir",
          destination: { kind: "maildir" },
          owner: undefined,
          ruleName: "carol_example.org",
          prefix: "carol",
          formerPrefixes: [],
          catchAllDomains: [],
        },
      ],
      recipientDelimiter: "+",
      ruleSet: "main-ruleset",
      tlsPolicy: "Optional",
      manageActiveRuleSet: true,
      retention: { deletedDays: 30, waitingDays: undefined },
      preventDestroy: true,
      envelopeQueue: undefined,
      state: { kind: "local", path: undefined },
      importer: {
        stateDirectory: "/var/lib/standby-mx",
        verdicts: { virus: "quarantine", spam: "junk", dmarcReject: "junk" },
        folders: { junk: "Junk", quarantine: "Quarantine" },
        addedHeaders: true,
        ignorePrefixes: [],
      },
      monitoring: { ping: undefined, pingFile: undefined, failureGraceMinutes: 60, notify: undefined },
      doctor: {
        resolvers: [
          { address: "1.1.1.1", port: 53 },
          { address: "8.8.8.8", port: 53 },
        ],
        mute: [],
      },
      acknowledgedGaps: [],
    });
  });

  test("has every setting as written", () => {
    const { settings } = parse({
      ...sound,
      regions: ["eu-west-1", "us-east-1"],
      mailboxes: [
        {
          user: "alice",
          addresses: ["Alice", "postmaster"],
          owner: "vmail:mail",
          ruleName: "a.rule",
          prefix: "in/alice",
          formerPrefixes: [],
        },
        { user: "bob", addresses: ["bob@Example.ORG"], maildir: "/var/vmail/{domain}/{user}//Maildir/", owner: 1001 },
      ],
      mailboxDefaults: { maildir: "/mail/{user}", owner: "1000:1000" },
      unknownRecipients: { catchAll: "bob" },
      bucket: "mail-of-{domain}",
      ruleSet: "other_set",
      retention: { deletedDays: 7, waitingDays: 90 },
      tlsPolicy: "Require",
      manageActiveRuleSet: false,
      preventDestroy: false,
      envelopeQueue: { name: "Mail_envelopes-1" },
      state: { s3: { bucket: "my-state", key: "mx/terraform.tfstate", region: "eu-central-2" } },
      importer: {
        stateDirectory: "/srv/standby-mx/",
        verdicts: { virus: "hold", spam: "deliver" },
        folders: { junk: "Likely Spam" },
        addedHeaders: false,
      },
    });
    expect(settings).toMatchObject({
      regions: [
        { name: "eu-west-1", bucket: "mail-of-example.org" },
        { name: "us-east-1", bucket: "mail-of-example.org-us-east-1" },
      ],
      mailboxes: [
        {
          addresses: ["alice@example.org", "postmaster@example.org"],
          maildir: "/mail/alice",
          owner: { user: "vmail", group: "mail" },
          ruleName: "a.rule",
          prefix: "in/alice",
          formerPrefixes: [],
        },
        {
          addresses: ["bob@example.org"],
          maildir: "/var/vmail/example.org/bob/Maildir",
          owner: { user: 1001, group: undefined },
        },
      ],
      ruleSet: "other_set",
      retention: { deletedDays: 7, waitingDays: 90 },
      tlsPolicy: "Require",
      manageActiveRuleSet: false,
      preventDestroy: false,
      envelopeQueue: "Mail_envelopes-1",
      state: { kind: "s3", bucket: "my-state", key: "mx/terraform.tfstate", region: "eu-central-2" },
      importer: {
        stateDirectory: "/srv/standby-mx",
        verdicts: { virus: "hold", spam: "deliver", dmarcReject: "junk" },
        folders: { junk: "Likely Spam", quarantine: "Quarantine" },
        addedHeaders: false,
      },
    });
  });

  test("has a queue named after the first bucket, in characters that SQS allows", () => {
    const queueOf = (more: object) => parse({ ...sound, ...more }).settings.envelopeQueue;
    expect(queueOf({ envelopeQueue: true })).toBe("example-org-mail-stocker-envelopes");
    expect(queueOf({ envelopeQueue: true, bucket: `${"b.".repeat(31)}b` })).toBe(`${"b-".repeat(31)}b-envelopes`);
    expect(queueOf({ envelopeQueue: false })).toBeUndefined();
  });

  test("has the owner of mailboxDefaults for a mailbox without an owner", () => {
    const { settings } = parse({ ...sound, mailboxDefaults: { owner: "1000:mail" } });
    expect(settings.mailboxes.map(({ owner }) => owner)).toEqual([
      { user: 1000, group: "mail" },
      { user: 1000, group: "mail" },
    ]);
  });

  test("has international domains, hosts and zones as lower-case A-labels", () => {
    const { settings } = parse({
      ...sound,
      bucket: "mail-of-mine",
      domains: [
        {
          name: "München.Example.",
          primary: [{ host: "Mail.münchen.example." }],
          dns: { route53: "münchen.example" },
        },
      ],
    });
    expect(settings.domains[0]).toEqual({
      name: "xn--mnchen-3ya.example",
      primary: [{ host: "mail.xn--mnchen-3ya.example", preference: 10 }],
      standbyPreference: 100,
      dns: { kind: "route53", zone: { name: "xn--mnchen-3ya.example" } },
    });
    expect(settings.mailboxes[1]).toMatchObject({
      addresses: ["bob@xn--mnchen-3ya.example"],
      ruleName: "bob_xn--mnchen-3ya.example",
    });
  });

  test("has a rule named after the domain of the mailbox's first address", () => {
    const second = { ...sound.domains[0], name: "example.net", dns: "elsewhere" };
    const { settings } = parse({
      ...sound,
      domains: [...sound.domains, second],
      mailboxes: [{ user: "alice", addresses: ["a@example.net", "postmaster@example.org", "postmaster@example.net"] }],
    });
    expect(settings.mailboxes[0].ruleName).toBe("alice_example.net");
    expect(settings.domains[1]?.dns).toEqual({ kind: "elsewhere" });
  });

  test("has a hosted zone by its id, and a state file by its path", () => {
    const domains = [{ ...sound.domains[0], dns: { route53: "Z0123456789ABCDEFGHIJ" } }];
    const { settings } = parse({ ...sound, domains, state: { local: "state/mx.tfstate" } });
    expect(settings.domains[0].dns).toEqual({ kind: "route53", zone: { id: "Z0123456789ABCDEFGHIJ" } });
    expect(settings.state).toEqual({ kind: "local", path: "state/mx.tfstate" });
  });

  test("has the value of a YAML alias at each place", () => {
    const { settings } = parse(`
regions: [eu-west-1]
domains:
  - { name: example.org, primary: &mine [{ host: mx.example.org }], dns: elsewhere }
  - { name: example.net, primary: *mine, dns: elsewhere }
mailboxes:
  - { user: alice, addresses: [postmaster@example.org, postmaster@example.net] }
`);
    expect(settings.domains.map(({ primary }) => primary[0].host)).toEqual(["mx.example.org", "mx.example.org"]);
  });

  test("is the same with a byte order mark and CRLF line ends", () => {
    const text =
      "\ufeffregions: [eu-west-1]\r\ndomains:\r\n  - name: example.org\r\n    primary: [{ host: mx.example.org }]\r\n";
    const { settings } = parse(
      `${text}    dns: elsewhere\r\nmailboxes:\r\n  - user: a\r\n    addresses: [postmaster]\r\n`,
    );
    expect(settings.mailboxes[0].addresses).toEqual(["postmaster@example.org"]);
  });
});

describe("the file itself", () => {
  let directory: string;
  beforeAll(async () => (directory = await mkdtemp(join(tmpdir(), "standby-settings-"))));
  afterAll(() => rm(directory, { recursive: true }));

  test("is read from the path given", async () => {
    const file = join(directory, "mine.yaml");
    await writeFile(file, JSON.stringify(sound));
    expect((await loadSettings(file)).settings.regions[0].name).toBe("eu-west-1");
  });

  test.each([
    [
      "is missing",
      "none.yaml",
      /none\.yaml:1:1: found no file; expected settings; name another file with --settings .*, or begin with a copy of standby-mx\.example\.yaml/,
    ],
    ["is a directory", ".", /:1:1: found EISDIR/],
    ["has a name that no file has", "a\0b", /:1:1: found .*null bytes/],
  ])("that %s is reported in the form of every other error", async (_, name, message) => {
    const loading = loadSettings(`${directory}/${name}`);
    await expect(loading).rejects.toThrow(SettingsError);
    await expect(loading).rejects.toThrow(message);
  });
});
