import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCrashServers } from "../../fixtures/crash/crash-servers";
import { runPlain } from "../../fixtures/crash/strace";
import { importCommand } from "../../fixtures/host/import-command";
import { writeOneMailbox } from "../../fixtures/host/one-mailbox";
import { s3Environment } from "../../fixtures/s3/s3-server";

// SES's keys are plain. Objects of other origin must neither be lost nor delay mail.
const BUCKET = "odd";
const anna = { name: "anna", uid: 20001, gid: 20001 };

let servers: Awaited<ReturnType<typeof startCrashServers>>;
let directory: string;
let maildir: string;

beforeAll(async () => {
  servers = await startCrashServers();
  directory = mkdtempSync(join(tmpdir(), "odd-"));
  maildir = servers.dovecot.addUser(anna);
  await servers.s3.makeBucket(BUCKET);
  writeOneMailbox({ directory, user: "anna", bucket: BUCKET, maildir });
}, 300_000);
afterAll(async () => {
  await servers.close();
  rmSync(directory, { recursive: true });
});
afterEach(() => servers.s3.empty(BUCKET));

const run = () =>
  runPlain({ argv: importCommand(servers.importer, directory), env: s3Environment(servers.s3.endpoint) });
const subjects = () =>
  readdirSync(join(maildir, "new")).map(
    (name) => /^Subject: (.*)\n/.exec(readFileSync(join(maildir, "new", name), "utf8"))?.[1],
  );
const put = (key: string) => servers.s3.put(BUCKET, key, Buffer.from(`Subject: ${encodeURIComponent(key)}\r\n\r\n`));

test("keys of every kind of character are delivered once, and deleted", async () => {
  const names = ["a b", "a+b%20", "&<>\"'", "..x", "é", "𝔸\u{ffee}", "a\nb", "x".repeat(240), " ", "?delete", "#"];
  for (const name of names) await put(`anna/${name}`);
  expect(await run()).toEqual({ exitCode: 0, stderr: "" });
  expect(subjects().sort()).toEqual(names.map((name) => encodeURIComponent(`anna/${name}`)).sort());
  expect(await servers.s3.keys(BUCKET)).toEqual([]);
});

test("mail of no mailbox is left and reported; SES's setup objects are skipped", async () => {
  const left = [
    "anna/sub/3",
    "anna/AMAZON_SES_SETUP_NOTIFICATION",
    "annabel/AMAZON_SES_SETUP_NOTIFICATION",
    "anna.txt",
  ];
  for (const key of left) await put(key);
  const { exitCode, stderr } = await run();
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /keys without a prefix\): 1 message.*\n.*odd\/anna\/sub\/: 1 message.*\n.*--deliver-prefix =USER/,
  );
  expect((await servers.s3.keys(BUCKET)).sort()).toEqual([...left].sort());
});

test("an empty object is a message", async () => {
  const before = readdirSync(join(maildir, "new")).length;
  await servers.s3.put(BUCKET, "anna/empty", Buffer.alloc(0));
  expect(await run()).toEqual({ exitCode: 0, stderr: "" });
  expect(readdirSync(join(maildir, "new"))).toHaveLength(before + 1);
  expect(await servers.s3.keys(BUCKET)).toEqual([]);
});
