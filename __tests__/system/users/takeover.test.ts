import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { parse, stringify } from "yaml";
import { runCommand } from "../../../fixtures/command";
import { startDns, type TestDns } from "../../../fixtures/dns/test-dns";
import { startDovecot, type Dovecot } from "../../../fixtures/dovecot/dovecot";
import { makePostfix, type Postfix } from "../../../fixtures/postfix/postfix";
import { importMail } from "../../../importer/import";
import { parseSettings } from "../../../settings/load";
import { DirectoryStore } from "../../../store/directory-store";
import { MemoryQueue } from "../../unit/importer/state/envelopes/memory-queue";
import { storeAsSes } from "./store-as-ses";

/** The settings that init writes, in part. */
interface Written {
  readonly domains: readonly { readonly catchAll?: string }[];
  readonly mailboxes: readonly { readonly addresses?: readonly string[] }[];
  readonly aliases: Readonly<Record<string, unknown>>;
  readonly mailboxDefaults: object;
}

// The server of a small firm: 60 users with Dovecot, 40 aliases, two lists, a domain alias, a catch-all.
const users = Array.from({ length: 60 }, (_, index) => `user${String(index + 1).padStart(2, "0")}`);
const aliases = Array.from({ length: 38 }, (_, index) => [`alias${index + 1}`, users[(index * 7) % users.length]!]);

let directory: string;
let settings: string;
let postfix: Postfix;
let dovecot: Dovecot;
let dns: TestDns;
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
    mailbox_size_limit: "0",
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
  test("by init, which finds users, aliases, lists, domains and Maildirs", async () => {
    const args = ["init", "--yes", "--region", "eu-west-1", "--settings", settings, "--resolver", dns.resolvers[0]];
    const { exitCode, stdout, stderr } = await runCommand([...args, ...server()]);
    expect({ exitCode, stderr, stdout }).toMatchObject({ exitCode: 0, stderr: "" });
    expect(stdout).not.toContain("Open questions");
    expect(readFileSync(settings, "utf8")).toContain(
      "# Your server accepts messages of up to 50 MB; SES accepts up to 40 MB.\n",
    );
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

  test("so that check accepts the settings, and diff finds no difference", async () => {
    expect(await runCommand(["check", "--settings", settings])).toMatchObject({ exitCode: 0 });
    const diff = await runCommand(["users", "diff", "--check", "--settings", settings, ...server()]);
    expect({ exitCode: diff.exitCode, stdout: diff.stdout }).toMatchObject({ exitCode: 0 });
  });

  test("so that Postfix replies to each RCPT as the standby does", async () => {
    const args = ["users", "verify", "--check", "--smtp", smtp, "--settings", settings];
    const { exitCode, stdout } = await runCommand([...args, ...server()]);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
    expect(stdout).toMatch(/^2\d\d addresses: (2\d\d) agree, 0 differ, 0 unknown$/m);
  });

  test("so that verify finds an alias that the server loses", async () => {
    const { stdout } = await runCommand(["users", "verify", "--no-smtp", "--settings", settings, ...server()]);
    expect(stdout).toContain("Asked: the tables of Postfix (postmap -q)\n");
    const map = readFileSync(join(postfix.configDirectory, "aliases"), "utf8");
    postfix.writeMap("aliases", map.replace(/^alias7: .*\n/m, ""), "hash");
    const after = await runCommand(["users", "verify", "--check", "--no-smtp", "--settings", settings, ...server()]);
    postfix.writeMap("aliases", map, "hash");
    expect(after.exitCode).toBe(1);
    expect(after.stdout).toMatch(/alias7@example\.org +refused +accepted/);
    expect(after.stdout).toMatch(/alias7@firm\.example +refused +accepted/);
  });

  describe("so that the mail of an outage reaches the mailboxes of the primary", () => {
    const messages: Readonly<Record<string, readonly string[]>> = {
      user: ["user07@example.org"],
      alias: ["alias3@example.org"],
      "two users": ["user20@example.org", "alias5@example.org"],
      "list and user": ["members@example.org", "user33@example.org"],
      "list in the domain alias": ["sales@firm.example"],
      "user in the domain alias": ["user40@firm.example"],
      label: ["user41+news@example.org"],
      "alias with a label": ["alias9+x@firm.example"],
      "catch-all": ["anything@shop.example"],
      "address beside the catch-all": ["orders@shop.example"],
    };
    /** Users by subject. */
    let atHome: Record<string, string[]>;
    let queue: MemoryQueue;

    beforeAll(async () => {
      const transport = createTransport({ host: "127.0.0.1", port: Number(smtp.split(":")[1]), ignoreTLS: true });
      for (const [subject, to] of Object.entries(messages)) {
        const envelope = { from: "sender@sender.example", to: [...to] };
        await transport.sendMail({ envelope, raw: `Subject: home ${subject}\r\n\r\nbody\r\n` });
      }
      transport.close();
      await postfix.untilQueueIsEmpty();
      atHome = whoGot("home");
    });

    /** Imports messages that are stored as by SES; returns the users by subject. */
    async function imported(name: string, change: (written: Written) => object): Promise<Record<string, string[]>> {
      const written = parse(readFileSync(settings, "utf8")) as Written;
      const state = join(directory, `state-${name}`);
      const text = stringify({ ...written, ...change(written), bucket: "mail", importer: { stateDirectory: state } });
      const { settings: parsed } = parseSettings(text, `${name}.yaml`);
      const store = new DirectoryStore(join(directory, `store-${name}`));
      await store.create();
      queue = new MemoryQueue();
      for (const [subject, recipients] of Object.entries(messages))
        await storeAsSes(store, queue, parsed, { subject: `${name} ${subject}`, recipients });
      const options = { settings: parsed, openStore: () => Promise.resolve(store), openQueue: queue.open };
      expect(await importMail(options)).toMatchObject({ problems: [], held: [], awaitingEnvelope: 0, outcome: "done" });
      await postfix.untilQueueIsEmpty();
      return whoGot(name);
    }

    test("the primary delivers each message to its users", () => {
      expect(atHome).toMatchObject({ user: ["user07"], "list and user": ["user10", "user11", "user12", "user33"] });
      expect(Object.keys(atHome).sort()).toEqual(Object.keys(messages).sort());
    });

    test("by LMTP, for each mailbox separately", async () => {
      const destination = { lmtp: `127.0.0.1:${dovecot.lmtpPort}` };
      const found = await imported("lmtp", ({ mailboxDefaults }) => ({
        mailboxDefaults: { ...mailboxDefaults, destination },
      }));
      expect(found).toEqual(atHome);
    });

    test("by SMTP, through one mailbox that Postfix sorts", async () => {
      const found = await imported("smtp", ({ domains, mailboxes, aliases }) => {
        const full = (user: string) => (user.includes("@") ? user : `${user}@example.org`);
        const addresses = [...mailboxes.flatMap((mailbox) => mailbox.addresses ?? []), ...Object.keys(aliases)].map(
          full,
        );
        return {
          mailboxes: [{ user: "everybody", addresses, destination: { smtp } }],
          domains: domains.map((domain) => ({ ...domain, ...(domain.catchAll && { catchAll: "everybody" }) })),
          aliases: {},
          envelopeQueue: true,
        };
      });
      expect(found).toEqual(atHome);
    });

    /** The users who got each message; a duplicate is listed twice. */
    function whoGot(name: string): Record<string, string[]> {
      const found: Record<string, string[]> = {};
      for (const user of users) {
        const folder = join(dovecot.maildir(user), "new");
        for (const file of existsSync(folder) ? readdirSync(folder) : []) {
          const subject = /^Subject: (\w+) (.*?)\r?$/m.exec(readFileSync(join(folder, file), "utf8"));
          if (subject?.[1] === name) found[subject[2]!] = [...(found[subject[2]!] ?? []), user];
        }
      }
      return found;
    }
  });

  test("so that the drill covers it", async () => {
    const { exitCode, stdout, stderr } = await runCommand(["drill", "--settings", settings]);
    expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 0 });
  });
});
