import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { runCommand } from "../../../fixtures/command";
import { startDns, type DnsWorld } from "../../../fixtures/dns/dns-world";
import { startDovecot, type Dovecot } from "../../../fixtures/dovecot/dovecot";
import { makePostfix, type Postfix } from "../../../fixtures/postfix/postfix";

// A server as a small firm has it: 60 users with Dovecot, 40 aliases, two lists, a domain alias, a catch-all.
const users = Array.from({ length: 60 }, (_, index) => `user${String(index + 1).padStart(2, "0")}`);
const aliases = Array.from({ length: 38 }, (_, index) => [`alias${index + 1}`, users[(index * 7) % users.length]!]);

let directory: string;
let settings: string;
let postfix: Postfix;
let dovecot: Dovecot;
let dns: DnsWorld;
let smtp: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "takeover-"));
  settings = join(directory, "standby-mx.yaml");
  dovecot = await startDovecot(users.map((name, index) => ({ name, uid: 21_000 + index, gid: 21_000 + index })));
  postfix = makePostfix();
  const members = postfix.writeMap("members", "user10, user11\nuser12\n");
  const aliasMap = [
    "postmaster: user01",
    "abuse: postmaster",
    ...aliases.map(([alias, user]) => `${alias}: ${user}`),
    "sales: user02, user03",
    `members: :include:${members}`,
  ];
  postfix.configure({
    // mail.example.org has no MX record; firm.example is the domain alias.
    mydestination: "mail.example.org, example.org, firm.example, localhost",
    myorigin: "example.org",
    recipient_delimiter: "+",
    message_size_limit: "52428800",
    alias_maps: postfix.writeMap("aliases", `${aliasMap.join("\n")}\n`, "hash"),
    local_recipient_maps: `$alias_maps ${postfix.writeMap("users", users.map((user) => `${user} x\n`).join(""), "hash")}`,
    mailbox_transport: `lmtp:inet:127.0.0.1:${dovecot.lmtpPort}`,
    virtual_alias_domains: "shop.example",
    virtual_alias_maps: postfix.writeMap("virtual", "orders@shop.example user04\n@shop.example user05\n", "hash"),
  });
  smtp = `127.0.0.1:${await postfix.start()}`;
  const mx = ["@ MX 10 mail.example.org.", "@ MX 20 mx2.example.org."];
  dns = await startDns({
    zones: { "example.org": { records: mx }, "firm.example": { records: mx }, "shop.example": { records: mx } },
  });
});
afterAll(async () => {
  await dns.stop();
  await postfix.stop();
  await dovecot.stop();
  rmSync(directory, { recursive: true });
});

const server = () => ["--postfix-config", postfix.configDirectory, "--dovecot-config", dovecot.configFile];

describe("a server is taken over", () => {
  test("by init, which finds its users, aliases, lists, domains and Maildirs", async () => {
    const args = ["init", "--yes", "--region", "eu-west-1", "--settings", settings, "--resolver", dns.resolvers[0]];
    const { code, stdout, stderr } = await runCommand([...args, ...server()]);
    expect({ code, stderr, stdout }).toMatchObject({ code: 0, stderr: "" });
    expect(stdout).not.toContain("Not found out");
    const written = parse(readFileSync(settings, "utf8")) as Record<string, unknown>;
    const primary = [
      { host: "mail.example.org", preference: 10 },
      { host: "mx2.example.org", preference: 20 },
    ];
    expect(written).toMatchObject({
      domains: [
        { name: "example.org", primary, dns: "elsewhere" },
        { name: "firm.example", aliasOf: "example.org", primary, dns: "elsewhere" },
        { name: "shop.example", catchAll: "user05", primary, dns: "elsewhere" },
      ],
      aliases: {
        "members@example.org": ["user10", "user11", "user12"],
        "sales@example.org": ["user02", "user03"],
      },
      recipientDelimiter: "+",
      mailboxDefaults: { maildir: `${dovecot.home("{user}")}/Maildir` },
      acknowledgedGaps: ["domain mail.example.org"],
    });
    expect(written.mailboxes).toHaveLength(60);
  });

  test("so that check accepts the settings, and diff finds neither difference nor gap", async () => {
    expect(await runCommand(["check", "--settings", settings])).toMatchObject({ code: 0 });
    const diff = await runCommand(["users", "diff", "--check", "--settings", settings, ...server()]);
    expect({ code: diff.code, stdout: diff.stdout }).toMatchObject({ code: 0 });
  });

  test("so that its real Postfix answers each RCPT as the standby does", async () => {
    const args = ["users", "verify", "--check", "--smtp", smtp, "--settings", settings];
    const { code, stdout } = await runCommand([...args, ...server()]);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^2\d\d addresses: (2\d\d) agree, 0 differ, 0 unknown$/m);
  });

  test("so that verify finds an alias that the server loses", async () => {
    const { stdout } = await runCommand(["users", "verify", "--no-smtp", "--settings", settings, ...server()]);
    expect(stdout).toContain("Asked: the tables of Postfix (postmap -q)\n");
    const map = readFileSync(join(postfix.configDirectory, "aliases"), "utf8");
    postfix.writeMap("aliases", map.replace(/^alias7: .*\n/m, ""), "hash");
    const after = await runCommand(["users", "verify", "--check", "--no-smtp", "--settings", settings, ...server()]);
    postfix.writeMap("aliases", map, "hash");
    expect(after.code).toBe(1);
    expect(after.stdout).toMatch(/alias7@example\.org +refused +accepted/);
    expect(after.stdout).toMatch(/alias7@firm\.example +refused +accepted/);
  });

  test("so that the drill rehearses it", async () => {
    const { code, stdout, stderr } = await runCommand(["drill", "--settings", settings]);
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
  });
});
