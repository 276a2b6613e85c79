import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeCorpus } from "../../../fixtures/corpus/write-corpus";
import type { Ended } from "../../../fixtures/process";
import { drillResultOf, runDrillProcess } from "./drill-process";
import { domain, settingsText } from "../../unit/drill/settings-of";
import { NONE_WRONG } from "../../../lib/page/units";

const nothingWrong = {
  lost: 0,
  duplicated: 0,
  changed: 0,
  misplaced: 0,
  unexpected: 0,
  waiting: 0,
  leftInBuckets: [],
  ok: true,
};

/** Root without the capabilities that override file modes. */
const withoutPrivileges =
  process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"] : [];

const temporary = mkdtempSync(join(tmpdir(), "standby-mx-drills-"));
const directoryOf = (name: string) => {
  mkdirSync(join(temporary, name), { recursive: true });
  return join(temporary, name);
};
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

/** Starts a drill in a directory of its own, with these settings. */
function drill(name: string, settings: string | undefined, ...args: string[]): Promise<Ended> {
  return drillUnder([], name, settings, ...args);
}

function drillUnder(
  under: readonly string[],
  name: string,
  settings: string | undefined,
  ...args: string[]
): Promise<Ended> {
  const directory = directoryOf(name);
  if (settings !== undefined) writeFileSync(join(directory, "standby-mx.yaml"), settings);
  return runDrillProcess(args, { directory, under });
}

/** The hosts that accepted messages in a phase. */
function acceptingHostsIn(phase: string, ended: Ended): (string | undefined)[] {
  const taken = drillResultOf(ended).traces.filter((trace) => trace.phase === phase && trace.outcome !== "refused");
  return [...new Set(taken.map(({ host }) => host))];
}

jest.setTimeout(120_000);

// A drill mostly waits for timeouts, so all drills run at the same time.
describe("standby-mx drill", () => {
  let example: Ended;
  let forPeople: Ended;
  let several: Ended;
  let corpus: Ended;
  let messages: number;
  let catchAll: Ended;
  let tooLarge: Ended;
  let manyAddresses: Ended;

  beforeAll(async () => {
    messages = await writeCorpus(join(temporary, "corpus"));
    const mail = directoryOf("mail");
    for (const name of ["a", "b", "c", "d", "e", "f"])
      writeFileSync(join(mail, `${name}.eml`), `Subject: ${name}\n\nHello\n`);
    const large = directoryOf("large");
    writeFileSync(join(large, "a.eml"), "Subject: small\n\nHello\n");
    writeFileSync(
      join(large, "b.eml"),
      `Subject: large\r\n\r\n${"x".repeat(1022)}\r\n`.padEnd(41 * 1024 * 1024, `${"x".repeat(1022)}\r\n`),
    );

    const addresses = Array.from({ length: 420 }, (_, index) => `a${index}`);
    const mailboxes = [
      { user: "shared", addresses: ["shared", "postmaster"], maildir: "/home/alice/Maildir/.Shared" },
      { user: "alice", addresses, maildir: "/home/alice/Maildir" },
    ];

    // The same path on two hosts.
    const onTwoHosts = [
      { user: "alice", addresses: ["alice", "postmaster"], host: "one", maildir: "/srv/mail" },
      { user: "bob", addresses: ["bob"], host: "two", maildir: "/srv/mail" },
    ];

    [example, forPeople, several, corpus, catchAll, tooLarge, manyAddresses] = await Promise.all([
      drill("example", undefined, "--json", "--keep", "outage"),
      drill("for-people", settingsText(), "--mail", mail, "--html", "drill.html", "--anonymous"),
      drill(
        "several",
        settingsText({
          regions: ["eu-west-1", "us-east-1"],
          domains: [domain("example.org"), domain("bücher.example", "elsewhere")],
          mailboxes: [
            { user: "alice", addresses: ["alice@example.org", "alice@bücher.example", "postmaster@example.org"] },
            { user: "bob", addresses: ["bob@bücher.example"], maildir: "/srv/mail/bob" },
          ],
          manageActiveRuleSet: false,
        }),
        "--json",
      ),
      drill(
        "corpus",
        settingsText({ mailboxes: [{ user: "me", addresses: ["me"], owner: "vmail:vmail" }], tlsPolicy: "Require" }),
        "--json",
        "--mail",
        join(temporary, "corpus"),
      ),
      drill("catch-all", settingsText({ unknownRecipients: { catchAll: "bob" }, mailboxes: onTwoHosts }), "--json"),
      drill("too-large", settingsText(), "--mail", large),
      drillUnder(["sh", "-c", 'umask 000; exec "$@"', "--"], "many-addresses", settingsText({ mailboxes }), "--json"),
    ]);
  });

  test("uses the example settings if there are none, and says so", () => {
    expect(example.stderr).toMatch(
      /^no standby-mx\.yaml here, so the drill uses the example: .*standby-mx\.example\.yaml\n$/,
    );
  });

  test("prints its report in plain text without a terminal", () => {
    const { stdout } = forPeople;
    expect(stdout).toMatch(/ s {2}421 +the primary greets with 421: 1 by the standby\n/);
    expect(stdout).toMatch(/\nmessage +up +down +421 +degraded +up again\n/);
    expect(stdout).toMatch(/\nb\.eml +standby\n/);
    expect(stdout).toMatch(/\nsent +primary +standby +refused +imported +lost +duplicated +changed\n/);
    expect(stdout).toMatch(/\n6 +3 +3 +0 +3 +0 +0 +0\n/);
    expect(stdout).toContain("OK: 6 of 6 deliveries are in their mailbox exactly once, byte for byte as sent.");
    expect(stdout).not.toContain("\u001b");
    expect(forPeople).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test("writes no address or message name into an anonymous page", () => {
    const page = readFileSync(join(temporary, "for-people", "drill.html"), "utf8");
    expect(page).toContain(`<h1>All 6 deliveries are in their mailboxes: ${NONE_WRONG}</h1>`);
    expect(page).toContain("npx standby-mx drill --mail MAIL --html drill.html --anonymous");
    expect(page).not.toMatch(/@example|\.eml|mail\.example\.org|standby-mx-drills-/);
    expect(forPeople.stdout).toContain("The page is drill.html\n");
  });

  test("leaves only the page", () => {
    expect(readdirSync(join(temporary, "for-people"))).toEqual(["drill.html", "standby-mx.yaml"]);
  });

  test("prints one JSON object for programs", () => {
    expect(example.exitCode).toBe(0);
    expect(drillResultOf(example)).toMatchObject({
      ...nothingWrong,
      ...{ sent: 140, viaPrimary: 52, viaStandby: 78, refused: 10, imported: 78 },
      dkim: { valid: 10, broken: 0, unchecked: 0 },
      disagreements: [],
    });
  });

  test("sends to the standby only while the primary accepts no mail", () => {
    const [primary, standby] = ["mail.example.org", "inbound-smtp.eu-west-1.amazonaws.com"];
    const taken = ["up", "down", "421", "degraded", "up again"].map((phase) => acceptingHostsIn(phase, example));
    expect(taken).toEqual([[primary], [standby], [standby], [standby], [primary]]);
    const { traces } = drillResultOf(example);
    const reasons = new Set(traces.flatMap(({ failedAttempts }) => failedAttempts.map(({ reason }) => reason)));
    expect([...reasons].sort()).toEqual([
      "421 mail.example.org is going down",
      "450 4.2.0 Mailbox is busy",
      "451 4.3.0 Disk is full",
      "connection refused",
      "no greeting within 2 s",
    ]);
  });

  test("shows that primary and standby refuse the same recipients", () => {
    const refused = drillResultOf(example).traces.filter(({ outcome }) => outcome === "refused");
    expect(new Set(refused.map(({ recipient }) => recipient))).toEqual(new Set(["nobody-of-this-name@example.org"]));
    expect(new Set(refused.map(({ reply }) => reply!.slice(0, 9)))).toEqual(new Set(["550 5.1.1"]));
    expect(new Set(refused.map(({ host }) => host)).size).toBe(2);
  });

  test("keeps all files with --keep", () => {
    const kept = (...path: string[]) => readdirSync(join(temporary, "example", "outage", ...path));
    expect(kept("cdktf.out", "stacks", "standby-mx-eu-west-1")).toContain("cdk.tf.json");
    expect(kept("buckets", "example.org-mail-stocker", "alice")).toEqual(["AMAZON_SES_SETUP_NOTIFICATION"]);
    expect(kept("server", "srv", "mail", "carol", "Maildir", "new").length).toBeGreaterThan(10);
    expect(kept("server", "var", "lib", "standby-mx")).toContain("journal");
  });

  test("covers several domains and regions, DNS elsewhere, and a foreign rule set", () => {
    expect(drillResultOf(several)).toMatchObject({ ...nothingWrong, viaStandby: 104, imported: 104 });
    expect(several.exitCode).toBe(0);
    expect(acceptingHostsIn("down", several)).toEqual(["inbound-smtp.eu-west-1.amazonaws.com"]);
    expect(acceptingHostsIn("region", several)).toEqual(["inbound-smtp.us-east-1.amazonaws.com"]);
  });

  test("delivers 200 messages of all kinds into one mailbox, over TLS only", () => {
    expect(messages).toBeGreaterThan(200);
    const { sent, imported, viaStandby, refused, ...result } = drillResultOf(corpus);
    expect(result).toMatchObject(nothingWrong);
    expect({ sent, refused }).toEqual({ sent: messages, refused: 0 });
    expect(imported).toBe(viaStandby);
    expect(viaStandby).toBeGreaterThan(messages / 2);
    expect(corpus.exitCode).toBe(0);
  });

  test("covers two hosts and a catch-all, which gets all mail and copies", () => {
    const result = drillResultOf(catchAll);
    expect(result.imports.map(({ delivered }) => delivered > 0)).toEqual([true, true, false, false]);
    expect(result.imports.map(({ host }) => host)).toEqual(["one", "two", "one", "two"]);
    expect(result).toMatchObject({ ...nothingWrong, refused: 0 });
    expect(result.catchAllCopies).toBeGreaterThan(0);
  });

  test("covers 420 addresses and a Maildir inside another, with umask 000", () => {
    expect(manyAddresses.stderr).toBe("");
    expect(drillResultOf(manyAddresses)).toMatchObject(nothingWrong);
    expect(manyAddresses.exitCode).toBe(0);
  });

  test("fails if the standby refuses mail that the primary accepts, and names both", () => {
    expect(tooLarge.exitCode).toBe(1);
    expect(tooLarge.stdout).toContain("NOT OK");
    expect(tooLarge.stdout).toMatch(
      /alice@example\.org: inbound-smtp\.eu-west-1\.amazonaws\.com refused, though the user exists: 552 .* \(down\)/,
    );
  });
});

describe("standby-mx drill, with wrong input or interrupted,", () => {
  test("ends with 78 when the settings are wrong", async () => {
    const ended = await drill("wrong", "regions: [mars-1]\n");
    expect(ended.exitCode).toBe(78);
    expect(ended.stderr).toContain("standby-mx.yaml:1:11");
  });

  test("ends with 64 when --keep or --mail cannot be used", async () => {
    const keep = await drill("keep", settingsText(), "--keep", ".");
    expect(keep.exitCode).toBe(64);
    expect(keep.stderr).toContain("--keep: expected a new or empty directory, found files in");
    const mail = await drill("no-mail", settingsText(), "--mail", "nowhere");
    expect(mail.exitCode).toBe(64);
    expect(mail.stderr).toContain("--mail: expected a directory with messages, found none at");
    expect(readdirSync(join(temporary, "no-mail"))).toEqual(["standby-mx.yaml"]);
  });

  test("names mail that it must not read, and sends the rest", async () => {
    const mail = directoryOf("unreadable");
    writeFileSync(join(mail, "a.eml"), "Subject: a\n\nHello\n", { mode: 0o000 });
    mkdirSync(join(mail, "closed"), { mode: 0o000 });
    const unreadable = await drillUnder(withoutPrivileges, "reader", settingsText(), "--mail", mail);
    expect(unreadable.exitCode).toBe(64);
    expect(unreadable.stderr).toContain("left out a.eml: this user may not read it");
    symlinkSync(mail, join(mail, "round"));
    writeFileSync(join(mail, "b.eml"), "Subject: b\n\nHello\n");
    const sent = await drillUnder(withoutPrivileges, "reader", settingsText(), "--mail", mail);
    for (const left of [
      "a.eml: this user may not read it",
      "closed: this user may not read it",
      "round: a link to a directory",
    ])
      expect(sent.stdout).toContain(`left out ${left}`);
    expect(sent.exitCode).toBe(0);
  });

  test("ends with 130 after Ctrl-C, and leaves no files", async () => {
    const directory = directoryOf("interrupted");
    const ended = await runDrillProcess([], {
      directory,
      onOutput: (output, kill) => output.includes("the primary is up") && kill("SIGINT"),
    });
    expect(ended.exitCode).toBe(130);
    expect(ended.stderr).toContain("interrupted");
    expect(readdirSync(directory)).toEqual([]);
  });
});
