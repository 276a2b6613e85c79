import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makePostfix, type Postfix } from "../../../fixtures/postfix/postfix";
import { readPostfix } from "../../../operator/users/postfix/read-postfix";

// Tables that Postfix cannot list, and decisions of other programs, are reported with a remedy.
let postfix: Postfix;
beforeEach(() => {
  postfix = makePostfix();
});
afterEach(() => postfix.stop());

const base = { mydestination: "example.org", myorigin: "example.org", mailbox_transport: "lmtp:inet:127.0.0.1:24" };
const read = (mapPrograms = new Map<string, string>()) =>
  readPostfix({ configDirectory: postfix.configDirectory, mapPrograms });
const gapsOf = async () => (await read()).reading.gaps.map(({ source, why }) => `${source} — ${why}`);

test("a table that Postfix cannot read is a gap, and its addresses are unknown", async () => {
  postfix.configure({ ...base, local_recipient_maps: "hash:/nonexistent/users" });
  const { reading, ask } = await read();
  expect(reading.gaps.map(({ source }) => source)).toContain("local_recipient_maps hash:/nonexistent/users");
  expect((await ask!(["alice@example.org"])).get("alice@example.org")?.answer).toBe("unknown");
});

test("a table with a line that Postfix ignores is queried", async () => {
  const table = join(postfix.configDirectory, "patterns");
  writeFileSync(table, "no pattern\n/^bob@example\\.net$/ bob/\n");
  postfix.configure({ ...base, virtual_mailbox_domains: "example.net", virtual_mailbox_maps: `regexp:${table}` });
  const { reading, ask } = await read();
  expect(reading.gaps.map(({ why }) => why)).toEqual(["a table of patterns accepts addresses that cannot be listed"]);
  // A separate call, because postmap ends with exit code 1 if it finds no key.
  expect((await ask!(["eve@example.net"])).get("eve@example.net")?.answer).toBe("refused");
  expect((await ask!(["bob@example.net"])).get("bob@example.net")?.answer).toBe("accepted");
});

test("a table that can only be queried is a gap, which a listing program closes", async () => {
  const name = "unix:group.byname";
  postfix.configure({ ...base, local_recipient_maps: name });
  const before = await read();
  expect(before.reading.gaps).toContainEqual({
    source: `local_recipient_maps ${name}`,
    why: "Postfix can ask this table for one address, but not list it",
    howToClose: `give a program that prints its keys and values: --map-program ${name}=PROGRAM`,
  });
  expect(before.reading.entries.map(({ address }) => address)).not.toContain("alice@example.org");
  expect((await before.ask!(["daemon@example.org"])).get("daemon@example.org")?.answer).toBe("accepted");

  const program = join(postfix.configDirectory, "list");
  writeFileSync(program, "#!/bin/sh\necho 'alice x'\necho 'Bob x'\n");
  chmodSync(program, 0o755);
  const after = await read(new Map([[name, program]]));
  expect(after.reading.gaps).toEqual([]);
  expect(after.reading.entries.map(({ address }) => address)).toEqual(
    expect.arrayContaining(["alice@example.org", "bob@example.org"]),
  );
  writeFileSync(program, "#!/bin/sh\n");
  await expect(read(new Map([[name, program]]))).rejects.toThrow(
    `expected ${program} to print what ${name} holds, found nothing`,
  );
});

test("a parameter in master.cf is a gap", async () => {
  postfix.configure({ ...base, local_recipient_maps: "inline:{alice=x}" });
  appendFileSync(join(postfix.configDirectory, "master.cf"), "smtp inet n - n - - smtpd\n  -o local_recipient_maps=\n");
  expect(await gapsOf()).toEqual([
    "master.cf smtp/inet/local_recipient_maps — the service smtp/inet has a local_recipient_maps of its own, which only mail through this service meets",
  ]);
});

test("an access table for recipients is a gap", async () => {
  const restrictions = "permit_mynetworks, check_recipient_access hash:/etc/postfix/closed, permit";
  postfix.configure({ ...base, local_recipient_maps: "inline:{alice=x}", smtpd_recipient_restrictions: restrictions });
  expect(await gapsOf()).toEqual([
    "smtpd_recipient_restrictions check_recipient_access hash:/etc/postfix/closed — it may refuse or accept recipients by rules of its own",
  ]);
});

test("a restriction class, and an access table of another stage, are gaps", async () => {
  postfix.configure({
    ...base,
    local_recipient_maps: "inline:{alice=x}",
    smtpd_restriction_classes: "members_only, unused",
    members_only: "check_recipient_access hash:/etc/postfix/members",
    smtpd_sender_restrictions: "check_recipient_access { hash:/etc/postfix/closed, search_order = full }",
    smtpd_recipient_restrictions: "members_only, permit",
  });
  expect(await gapsOf()).toEqual([
    "smtpd_sender_restrictions check_recipient_access hash:/etc/postfix/closed — it may refuse or accept recipients by rules of its own",
    "smtpd_recipient_restrictions members_only — the restriction class may refuse or accept recipients by rules of its own",
  ]);
});

test("another instance of Postfix is a gap, unless the operator names an instance", async () => {
  const other = "multi_instance_directories /etc/postfix-in — another instance of Postfix has its own addresses";
  postfix.configure({
    ...base,
    local_recipient_maps: "inline:{alice=x}",
    multi_instance_directories: "/etc/postfix-in",
  });
  expect(await gapsOf()).toEqual([]);
  process.env.MAIL_CONFIG = postfix.configDirectory;
  try {
    const gaps = (await readPostfix({})).reading.gaps.map(({ source, why }) => `${source} — ${why}`);
    expect(gaps).toEqual([expect.stringContaining(other)]);
  } finally {
    delete process.env.MAIL_CONFIG;
  }
});

test("an address that transport_maps passes to another server is a gap", async () => {
  postfix.configure({
    ...base,
    local_recipient_maps: "inline:{ alice=x bob=x carol=x }",
    transport_maps:
      "inline:{ {bob@example.org = smtp:[mail.example.net]} {carol@example.org = smtp:[127.0.0.1]:10025} }",
  });
  const { reading } = await read();
  expect(reading.gaps).toContainEqual({
    source: "postfix: bob@example.org",
    why: "bob@example.org is passed on to another server (transport_maps smtp:[mail.example.net])",
    howToClose: "name a mailbox for the address in the settings; otherwise the standby refuses the address",
  });
  const mailboxOf = Object.fromEntries(reading.entries.map(({ address, mailbox }) => [address, mailbox]));
  expect(mailboxOf).toMatchObject({
    "alice@example.org": "alice",
    "bob@example.org": null,
    "carol@example.org": "carol",
  });
});

test("a policy service is a gap, at every stage", async () => {
  postfix.configure({
    ...base,
    local_recipient_maps: "inline:{alice=x}",
    smtpd_recipient_restrictions: "permit_mynetworks, check_policy_service unix:private/policy-spf",
    smtpd_end_of_data_restrictions: "check_policy_service { inet:127.0.0.1:12340, timeout=10s }",
  });
  expect(await gapsOf()).toEqual(
    [
      "smtpd_recipient_restrictions check_policy_service unix:private/policy-spf",
      "smtpd_end_of_data_restrictions check_policy_service inet:127.0.0.1:12340",
    ].map(
      (source) =>
        `${source} — the policy service may refuse recipients by rules of its own, such as a quota or greylisting`,
    ),
  );
});

test("a file of domains that cannot be read is a gap", async () => {
  postfix.configure({
    ...base,
    mydestination: "example.org, /nonexistent/domains",
    local_recipient_maps: "inline:{alice=x}",
  });
  expect((await gapsOf())[0]).toMatch(/^mydestination \/nonexistent\/domains — ENOENT/);
});

test("without recipient maps every address is accepted", async () => {
  postfix.configure({ ...base, local_recipient_maps: "" });
  expect((await read()).reading.catchAlls).toEqual([{ domain: "example.org", mailboxes: [] }]);
});

test("domains are read from lists, files and tables, without purely local names", async () => {
  mkdirSync(join(postfix.configDirectory, "more"));
  const file = postfix.writeMap("more/domains", "# ours\nfile.example, !not.example\n");
  const table = postfix.writeMap("table", "table.example x\n", "hash");
  postfix.configure({
    ...base,
    mydestination: `example.org, $myhostname, localhost.$mydomain, localhost, printer, ${file}`,
    virtual_mailbox_domains: table,
  });
  expect((await read()).reading.domains).toEqual(["example.org", "mail.example.org", "file.example", "table.example"]);
});
