import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { runCommand } from "../../../fixtures/command";
import { makeMaildir } from "../../../fixtures/host/maildir";

let directory: string;
let maildir: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "doctor-"));
  maildir = join(directory, "home/alice/Maildir");
  makeMaildir(maildir);
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Nothing listens on this port, so DNS lookups fail. */
const DEAD_RESOLVER = "127.0.0.1:1";

function doctor(args: readonly string[], doctorSettings: object = {}) {
  const settings = join(directory, "standby-mx.yaml");
  writeFileSync(
    settings,
    stringify({
      regions: ["eu-west-1"],
      domains: [{ name: "example.org", primary: [{ host: "mail.example.org" }], dns: "elsewhere" }],
      mailboxes: [{ user: "alice", addresses: ["alice"] }],
      doctor: doctorSettings,
    }),
  );
  // No credentials from this machine or from its network.
  const env = {
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
  return runCommand(["doctor", "--settings", settings, "--root", directory, "--resolver", DEAD_RESOLVER, ...args], env);
}

const breakMaildir = () => chmodSync(maildir, 0o777);
const mendMaildir = () => chmodSync(maildir, 0o700);
const MAILDIR = ["mailbox-maildir"];

describe("standby-mx doctor", () => {
  test("lists its checks without settings", async () => {
    const { exitCode, stdout } = await runCommand(["doctor", "--list", "--settings", "/nowhere"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^mx-order +dns +Do senders try the standby last\?$/m);
  });

  test.each([
    ["an id that no check has", ["mx-odrer"], /expected the id of a check .*, found mx-odrer/],
    ["a place that is none", ["--only", "moon"], /Allowed choices are dns, aws, home/],
    ["a resolver that is no address", ["--resolver", "dns.example"], /Expected the IP address of a DNS resolver/],
  ])("ends with 64 for %s", async (_, args, complaint) => {
    const { exitCode, stderr } = await doctor(args);
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(complaint);
  });

  test("ends with 78 for wrong settings", async () => {
    expect((await doctor([], { resolvers: ["nowhere"] })).exitCode).toBe(78);
  });

  test("ends with 0 if no check finds a fault", async () => {
    const { exitCode, stdout } = await doctor(MAILDIR);
    expect(stdout).toMatch(/^1 results: 1 ok, 0 warnings, 0 failed, 0 unknown; [\d.]+ s\n$/m);
    expect(exitCode).toBe(0);
  });

  test("ends with 2 for a fault, and says how to correct it", async () => {
    breakMaildir();
    const { exitCode, stdout } = await doctor(MAILDIR);
    expect(exitCode).toBe(2);
    expect(stdout).toContain(`fix      chmod go-w ${maildir}\n`);
  });

  test("ends with 3 if a check could not run and none found a fault", async () => {
    const { exitCode, stdout } = await doctor(["--only", "dns"]);
    expect(exitCode).toBe(3);
    expect(stdout).toContain("checks need dns-resolvers first\n");
    expect(stdout).not.toContain("FAIL");
  });

  test("ends with 2 if one check found a fault and another could not run", async () => {
    breakMaildir();
    expect((await doctor([])).exitCode).toBe(2);
  });

  test("has no colours without a terminal", async () => {
    expect((await doctor(MAILDIR)).stdout).not.toMatch(/\u001b/);
  });

  test("prints one JSON object with --json", async () => {
    const { stdout, exitCode } = await doctor([...MAILDIR, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      results: [{ id: "mailbox-maildir", place: "home", subject: "alice", status: "OK" }],
      counts: { OK: 1, FAIL: 0, UNKNOWN: 0, muted: 0 },
      exitCode,
    });
  });

  test("counts muted findings instead of showing them", async () => {
    breakMaildir();
    const mute = [{ check: "mailbox-maildir", subject: "alice", until: "2999-12-31", reason: "a test" }];
    const { exitCode, stdout } = await doctor(MAILDIR, { mute });
    expect(stdout).toMatch(/^1 results: .*, 1 muted; /);
    expect(exitCode).toBe(0);
  });

  test("warns of a mute that matches nothing", async () => {
    const mute = [{ check: "mailbox-maildir", until: "2999-12-31", reason: "a test" }];
    const { exitCode, stdout } = await doctor(MAILDIR, { mute });
    expect(stdout).toContain("the mute matches no finding");
    expect(exitCode).toBe(1);
  });
});

describe("standby-mx doctor --changes", () => {
  const changes = (...more: string[]) => doctor([...more, `--changes=${join(directory, "doctor.json")}`]);

  test("reports a fault once, and its end", async () => {
    breakMaildir();
    expect(await changes(...MAILDIR)).toMatchObject({ exitCode: 2, stdout: expect.stringContaining("FAIL") as string });
    expect(await changes(...MAILDIR)).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    mendMaildir();
    expect((await changes(...MAILDIR)).stdout).toMatch(/^ {2}ok {4}mailbox-maildir {2}alice\n {8}before {3}FAIL: /);
    expect(await changes(...MAILDIR)).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  test("reports a missing answer after the second time", async () => {
    const once = () => changes("dns-resolvers");
    expect(await once()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(await once()).toMatchObject({ exitCode: 3, stdout: expect.stringContaining("dns-resolvers") as string });
    expect(await once()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  test("keeps its record in the state directory", async () => {
    mkdirSync(join(directory, "var/lib/standby-mx"), { recursive: true });
    breakMaildir();
    expect((await doctor([...MAILDIR, "--changes"])).exitCode).toBe(2);
    expect((await doctor([...MAILDIR, "--changes"])).exitCode).toBe(0);
  });

  test("ends with 78 if it cannot write its record", async () => {
    const { exitCode, stderr } = await doctor([...MAILDIR, "--changes"]);
    expect(exitCode).toBe(78);
    expect(stderr).toMatch(/ENOENT; run doctor --changes as the user of the importer, or name another file/);
  });

  test("ends with 78 if its record is damaged", async () => {
    writeFileSync(join(directory, "doctor.json"), "{");
    const { exitCode, stderr } = await changes(...MAILDIR);
    expect(exitCode).toBe(78);
    expect(stderr).toMatch(/remove the file/);
  });
});
