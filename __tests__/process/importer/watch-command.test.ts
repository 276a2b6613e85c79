import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { bundle } from "../../../fixtures/command";
import { type RunningProcess, startProcess } from "../../../fixtures/process";
import { DirectoryStore } from "../../../store/directory-store";
import { makeMaildir } from "../../../fixtures/host/maildir";

let place: string;
let bucket: DirectoryStore;
const running: RunningProcess[] = [];

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "watch-command-"));
  bucket = new DirectoryStore(join(place, "store", "mail"));
  await bucket.create();
  makeMaildir(join(place, "root/home/ann/Maildir"));
  const domain = { name: "example.org", primary: [{ host: "mail.example.org", preference: 10 }], dns: "elsewhere" };
  const mailboxes = [{ user: "ann", addresses: ["ann"] }];
  // A directory has no queue, so that none is asked.
  const settings = { regions: ["eu-west-1"], bucket: "mail", domains: [domain], mailboxes, envelopeQueue: true };
  writeFileSync(join(place, "settings.yaml"), stringify(settings));
});
afterAll(() => {
  for (const { child } of running) child.kill("SIGKILL");
  rmSync(place, { recursive: true, force: true });
});

function start(...args: readonly string[]) {
  const files = ["--settings", join(place, "settings.yaml"), "--root", join(place, "root")];
  const store = ["--store", `dir:${join(place, "store")}`];
  const started = startProcess(process.execPath, [bundle, "import", ...files, ...store, ...args], {
    env: { PATH: process.env.PATH, HOME: place },
  });
  running.push(started);
  const printed = { stdout: "", stderr: "" };
  started.child.stdout?.on("data", (text: Buffer) => (printed.stdout += text.toString()));
  started.child.stderr?.on("data", (text: Buffer) => (printed.stderr += text.toString()));
  return { ...started, printed };
}

const put = (key: string) => bucket.put(key, Buffer.from(`Subject: ${key}\r\n\r\nhello\r\n`));
const delivered = () => readdirSync(join(place, "root/home/ann/Maildir/new"));

test("a watch delivers what waits, admits other imports, and ends with 0 at a signal", async () => {
  await put("ann/1");
  const watch = start("--watch");
  for (let tries = 0; watch.printed.stdout === "" && tries < 300; tries++) await sleep(100);
  expect(delivered()).toHaveLength(1);
  await put("ann/2");
  expect(await start().ended).toEqual({ exitCode: 0, stdout: "standby-mx import: 1 message delivered\n", stderr: "" });
  watch.child.kill("SIGTERM");
  expect(await watch.ended).toEqual({ exitCode: 0, stdout: "standby-mx import: 1 message delivered\n", stderr: "" });
  expect(delivered()).toHaveLength(2);
});

test("a watch continues where an import would end, and reports the error once", async () => {
  rmSync(join(place, "store"), { recursive: true });
  const watch = start("--watch");
  for (let tries = 0; watch.printed.stderr === "" && tries < 300; tries++) await sleep(100);
  watch.child.kill("SIGINT");
  expect(await watch.ended).toMatchObject({
    exitCode: 0,
    stdout: "",
    stderr: expect.stringMatching(/^.*bucket mail.*\n$/) as string,
  });
});

test("neither a dry run nor a resend can be watched", async () => {
  for (const other of [["--dry-run"], ["--resend", "mail/ann/1"]]) {
    expect(await start("--watch", ...other).ended).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining("--watch") as string,
    });
  }
});
