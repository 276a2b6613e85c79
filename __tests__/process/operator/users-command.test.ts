import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { stringify } from "yaml";
import { bundle, runCommand } from "../../../fixtures/command";
import { type Ended, runProcess } from "../../../fixtures/process";

const text = `# Ours
regions: [eu-west-1]
domains:
  - { name: example.org, primary: [{ host: mail.example.org }], dns: elsewhere }
mailboxes:
  - user: alice
    addresses: [alice, postmaster] # the boss
  - user: bob
    addresses:
      - bob
      - old # since 2019
      - robert
bucket: my-mail
`;
const list = "alice alice\npostmaster alice\nbob bob\nrobert bob\nold bob\n";

let directory: string;
let settings: string;
let addresses: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "users-"));
  settings = join(directory, "standby-mx.yaml");
  addresses = join(directory, "addresses");
  writeFileSync(settings, text);
  writeFileSync(addresses, list);
});
afterEach(() => rmSync(directory, { recursive: true }));

const argumentsOf = (command: string, args: readonly string[]) =>
  ["users", command, "--settings", settings, "--from", "file", "--file", addresses, ...args] as const;
const users = (command: string, ...args: string[]) => runCommand(argumentsOf(command, args));

/** Runs users sync by the bundle alone, as on a mail server, where no clone is: there it does not synthesize its change to review it. */
function syncOnMailServer(...args: string[]): Promise<Ended> {
  const alone = join(directory, "standby-mx");
  copyFileSync(bundle, alone);
  return runProcess(process.execPath, [alone, ...argumentsOf("sync", args)], { cwd: directory });
}

describe("users diff", () => {
  test("says that nothing differs, and exits 0", async () => {
    const { exitCode, stdout } = await users("diff", "--check");
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `Read: ${addresses}\nNo difference in what can be listed\n`,
    });
  });

  test("shows what is missing, unknown and moved, and exits 1 with --check alone", async () => {
    writeFileSync(addresses, "alice alice\npostmaster bob\nbob bob\nrobert bob\nsales carol\nnews -\n");
    const { exitCode, stdout } = await users("diff", "--check");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/sales@example\.org +accepts for carol +refuses/);
    expect(stdout).toMatch(/news@example\.org +accepts, no mailbox +refuses/);
    expect(stdout).toMatch(/old@example\.org +refuses +accepts for bob/);
    expect(stdout).toMatch(/postmaster@example\.org +accepts for bob +accepts for alice/);
    expect(stdout).toContain("2 missing in the settings, 1 unknown to the primary, 1 of another mailbox");
    expect((await users("diff")).exitCode).toBe(0);
  });

  test("exits 2 for a gap until the settings acknowledge it", async () => {
    writeFileSync(addresses, `${list}@example.org alice\n`);
    const { exitCode, stdout } = await users("diff", "--check");
    expect(exitCode).toBe(2);
    expect(stdout).toContain("1 gap, which cannot be compared:\n  catch-all example.org\n");
    writeFileSync(settings, `${text}acknowledgedGaps: [catch-all example.org]\n`);
    const after = await users("diff", "--check");
    expect(after.exitCode).toBe(0);
    expect(after.stdout).toContain("1 acknowledged gap not shown");
  });

  test("finds an address that only a catch-all accepts, and a label of another mailbox", async () => {
    writeFileSync(settings, `${text}unknownRecipients: { catchAll: alice }\n`);
    writeFileSync(addresses, `${list}carol carol\nbob+shop alice\nalice+x alice\n`);
    const { exitCode, stdout } = await users("diff", "--check");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/carol@example\.org +accepts for carol +accepts for alice/);
    expect(stdout).toMatch(/bob\+shop@example\.org +accepts for alice +accepts for bob/);
    expect(stdout).toContain("0 missing in the settings, 0 unknown to the primary, 2 of another mailbox");
    const synced = await syncOnMailServer();
    expect(synced.stdout).toContain("Added: carol@example.org\n");
    expect(synced.stdout).toContain(
      "Unchanged: bob+shop@example.org (SES delivers every label of that address to bob)",
    );
  });

  test("prints the same as JSON", async () => {
    writeFileSync(addresses, `${list}sales carol\n`);
    const { stdout } = await users("diff", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      missing: [{ address: "sales@example.org", mailboxes: ["carol"], via: [`${addresses}:6`] }],
      extra: [],
      moved: [],
      gaps: [],
    });
  });

  test.each([
    ["no output", "/bin/true", "expected addresses, one a line, from /bin/true, found none"],
    ["an exit code other than 0", "/bin/false", "expected /bin/false to end with exit code 0, found exit code 1"],
    ["no such program", "/nonexistent/list", "expected to run /nonexistent/list, found ENOENT; is it installed here?"],
  ])("treats %s of a command as an error, not as an empty list", async (_, program, message) => {
    const args = ["users", "diff", "--check", "--settings", settings, "--from", "command", "--command", program];
    const { exitCode, stdout, stderr } = await runCommand(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 75, stdout: "" });
    expect(stderr).toBe(`standby-mx users diff: ${message}\n`);
  });
});

describe("users sync", () => {
  test("adds and moves addresses, keeps everything else, and reviews its change", async () => {
    chmodSync(settings, 0o640);
    writeFileSync(addresses, "alice alice\npostmaster bob\nbob bob\nrobert bob\nold bob\nsales alice\ncarol carol\n");
    const { exitCode, stdout } = await users("sync");
    expect(exitCode).toBe(0);
    expect(readFileSync(settings, "utf8")).toBe(
      text
        .replace("[alice, postmaster] # the boss", "[alice, sales] # the boss")
        .replace("      - robert\n", "      - robert\n      - postmaster\n  - user: carol\n    addresses: [carol]\n"),
    );
    expect(statSync(settings).mode & 0o777).toBe(0o640);
    expect(stdout).toContain("Added: carol@example.org, sales@example.org\nMoved: postmaster@example.org\n");
    // The review of the synthesized change, as standby-mx review prints it.
    expect(stdout).toContain("carol@example.org");
    expect(stdout).toMatch(/recipient/i);
    expect((await users("diff", "--check")).exitCode).toBe(0);
  });

  test("is reported with its age by status", async () => {
    const stateDirectory = join(directory, "state");
    mkdirSync(stateDirectory);
    writeFileSync(settings, `${text}importer: { stateDirectory: ${stateDirectory} }\n`);
    const status = async () => (await runCommand(["status", "--settings", settings])).stdout;
    expect(await status()).not.toContain("users sync");
    writeFileSync(addresses, "alice alice\n");
    expect(await users("sync", "--prune")).toMatchObject({ exitCode: 1 });
    expect(await status()).not.toContain("users sync");
    writeFileSync(addresses, list);
    expect(await users("sync")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await status()).toMatch(/^Addresses {8}users sync last ran \d+ s ago, from file$/m);
    expect(readdirSync(stateDirectory)).toEqual(["users-sync.json"]);
  });

  test("removes nothing without --prune, and writes nothing a second time", async () => {
    writeFileSync(addresses, list.replace("old bob\n", ""));
    const { stdout } = await users("sync");
    expect(stdout).toContain("Unchanged: old@example.org (the primary refuses it; --prune removes it)");
    expect(readFileSync(settings, "utf8")).toBe(text);
    const pruned = await syncOnMailServer("--prune");
    expect(pruned.stdout).toContain("Removed: old@example.org");
    expect(pruned.stdout).toMatch(/^The change was not reviewed here: .*; run standby-mx review where you deploy\.$/m);
    expect(readFileSync(settings, "utf8")).toBe(text.replace("      - old # since 2019\n", ""));
    expect((await users("sync", "--prune")).stdout).toContain("Nothing written");
  });

  test("refuses to remove more than a fifth, and changes nothing", async () => {
    writeFileSync(addresses, "alice alice\npostmaster alice\nbob bob\nnew alice\n");
    const { exitCode, stderr } = await users("sync", "--prune");
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "expected to remove at most 20 % of the 5 addresses, found 2 that the primary refuses; nothing was changed",
    );
    expect(readFileSync(settings, "utf8")).toBe(text);
  });

  test("writes through a symbolic link without replacing it", async () => {
    const link = join(directory, "link.yaml");
    symlinkSync(settings, link);
    writeFileSync(addresses, `${list}sales alice\n`);
    await syncOnMailServer("--settings", link);
    expect(readFileSync(settings, "utf8")).toContain("[alice, postmaster, sales]");
    expect(readFileSync(link, "utf8")).toBe(readFileSync(settings, "utf8"));
  });
});

describe("users verify", () => {
  const accepted = new Set(["alice", "postmaster", "bob", "old", "robert"]);
  let server: SMTPServer;
  let smtp: string;
  let answer: (local: string) => number;
  beforeEach(async () => {
    answer = (local) => (accepted.has(local.split("+")[0] ?? "") ? 250 : 550);
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS", "AUTH"],
      onRcptTo({ address }, _session, callback) {
        const code = answer(address.split("@")[0] ?? "");
        callback(code === 250 ? null : Object.assign(new Error("no"), { responseCode: code }));
      },
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    smtp = `127.0.0.1:${(server.server.address() as { port: number }).port}`;
  });
  afterEach(() => new Promise<void>((done) => server.close(done)));

  test("finds no difference if the server replies as the standby would", async () => {
    const { exitCode, stdout } = await users("verify", "--check", "--smtp", smtp);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `Asked: RCPT at ${smtp}\n7 addresses: 7 agree, 0 differ, 0 unknown\n`,
    });
  });

  test("finds an address that the server refuses, a catch-all, and labels", async () => {
    answer = (local) => (local === "old" || local.includes("+") ? 550 : 250);
    const { exitCode, stdout } = await users("verify", "--check", "--smtp", smtp);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/old@example\.org +refused +accepted/);
    expect(stdout).toMatch(/standby-mx-probe\S+@example\.org +accepted +refused +an unknown address of example\.org/);
    expect(stdout).toMatch(/alice\+standby-mx-probe@example\.org +refused +accepted +a label after \+/);
  });

  test("calls a temporary refusal unknown, neither right nor wrong", async () => {
    answer = (local) => (local === "bob" ? 450 : accepted.has(local.split("+")[0] ?? "") ? 250 : 550);
    const { exitCode, stdout } = await users("verify", "--check", "--smtp", smtp);
    expect(exitCode).toBe(75);
    expect(stdout).toContain("7 addresses: 6 agree, 0 differ, 1 unknown");
  });

  test("names the server that did not answer", async () => {
    const { exitCode, stderr } = await users("verify", "--check", "--smtp", "127.0.0.1:1");
    expect(exitCode).toBe(75);
    expect(stderr).toContain(
      "expected an SMTP server at 127.0.0.1:1, found connect ECONNREFUSED 127.0.0.1:1; name it with --smtp",
    );
  });
});

test("wrong settings are exit code 78, before any source is read", async () => {
  writeFileSync(settings, stringify({ regions: [] }));
  expect((await users("diff", "--check")).exitCode).toBe(78);
});

describe("users of one of several mail hosts", () => {
  const ofHosts = text
    .replace("- user: alice", "- user: alice\n    host: one.example.org")
    .replace("- user: bob", "- user: bob\n    host: two.example.org");
  beforeEach(() => {
    writeFileSync(settings, ofHosts);
    writeFileSync(addresses, "alice alice\npostmaster alice\n");
  });

  test("compares its own mailboxes with its own addresses", async () => {
    const { exitCode, stdout } = await users("diff", "--check", "--host", "one");
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `Read: ${addresses}\nNo difference in what can be listed\n`,
    });
    const other = await users("diff", "--host", "two");
    expect(other.stdout).toContain("0 missing in the settings, 3 unknown to the primary, 0 of another mailbox");
  });

  test("sync leaves other hosts' mailboxes alone, and gives new ones its name", async () => {
    writeFileSync(addresses, "alice alice\ncarol carol\nrobert alice\n");
    expect(await users("sync", "--prune", "--host", "one")).toMatchObject({ exitCode: 1, stdout: "" });
    writeFileSync(addresses, "alice alice\npostmaster alice\ncarol carol\nrobert alice\n");
    const synced = await syncOnMailServer("--prune", "--host", "one");
    expect(synced).toMatchObject({ exitCode: 0 });
    expect(synced.stdout).toContain(
      "Unchanged: robert@example.org (the settings give it to bob, a mailbox of another host: change it by hand)",
    );
    const mailbox = "  - user: carol\n    addresses: [carol]\n    host: one.example.org\n";
    expect(readFileSync(settings, "utf8")).toBe(ofHosts.replace("bucket:", `${mailbox}bucket:`));
  });

  test("refuses a machine that is no host of the settings", async () => {
    const { exitCode, stderr } = await users("diff", "--host", "three");
    expect(exitCode).toBe(78);
    expect(stderr).toContain(
      "expected a host of the settings (one.example.org, two.example.org), found three (--host)",
    );
  });

  test("asks its primary for its own addresses only", async () => {
    const asked: string[] = [];
    const server = new SMTPServer({
      disabledCommands: ["AUTH", "STARTTLS"],
      onRcptTo: ({ address }, _, callback) => {
        asked.push(address);
        callback(
          /^(alice|postmaster)(\+.*)?@/.test(address) ? null : Object.assign(new Error("no"), { responseCode: 550 }),
        );
      },
    });
    server.listen(0, "127.0.0.1");
    await new Promise((resolve) => server.server.once("listening", resolve));
    try {
      const { port } = server.server.address() as AddressInfo;
      const { exitCode } = await users("verify", "--check", "--host", "one", "--smtp", `127.0.0.1:${port}`);
      expect(exitCode).toBe(0);
      expect(asked).toContain("postmaster@example.org");
      expect(asked.filter((address) => /^(bob|old|robert)@/.test(address))).toEqual([]);
    } finally {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  });
});
