import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandHost, type HostUser } from "../../fixtures/host/command-host";
import { makeMaildir } from "../../fixtures/host/maildir";
import { SmallFileSystem } from "../../fixtures/small-file-system";

// The built command, as root, on a full file system.
const ann: HostUser = { user: "ann", uid: 20001, gid: 20011, owner: "20001:20011" };
const PAGE = 4096;
const MESSAGE_BYTES = 10 * PAGE;

let host: CommandHost;
let disk: SmallFileSystem | undefined;
beforeEach(async () => {
  host = await CommandHost.create([ann]);
});
afterEach(() => {
  disk?.unmount();
  disk = undefined;
  host.remove();
});

const subjects = ["1", "2", "3"];

async function sendLarge(): Promise<void> {
  const body = `${"x".repeat(78)}\r\n`.repeat(MESSAGE_BYTES / 80);
  for (const subject of subjects) await host.put(`ann/${subject}`, `Subject: ${subject}\r\n\r\n${body}`);
}

const subjectsIn = (text: string) => [...text.matchAll(/^Subject: (.*)$/gm)].map(([, subject]) => subject).sort();

const maildir = {
  name: "the Maildir",
  path: () => host.maildir("ann"),
  prepare: (path: string) => makeMaildir(path, ann),
  delivered: () => host.messages("ann").flatMap(subjectsIn),
};

const taken = () => join(host.home("ann"), "taken");
const spool = {
  name: "the spool",
  path: () => join(host.state, "spool"),
  prepare: () => host.configureMailbox("ann", { destination: { command: ["/bin/sh", "-c", `cat >>'${taken()}'`] } }),
  delivered: () => (existsSync(taken()) ? subjectsIn(readFileSync(taken(), "utf8")) : []),
};

const state = {
  ...{ name: "the state directory", path: () => host.state },
  ...{ prepare: () => undefined, delivered: maildir.delivered },
};

const fillings: readonly [what: string, fill: (disk: SmallFileSystem) => void][] = [
  ["of bytes", (at) => at.fillBytes(0)],
  ["of all bytes but a page", (at) => at.fillBytes(PAGE)],
  ["of files", (at) => at.fillInodes()],
];

const cases = [maildir, spool, state].flatMap((place) =>
  // One page is enough for the journal of three messages.
  fillings.filter(([what]) => place !== state || !what.includes("page")).map(([what, fill]) => ({ place, what, fill })),
);

test.each(cases)("$place.name full $what: 75, path and remedy; with space each message comes once", async (given) => {
  const { place, fill } = given;
  const path = place.path();
  disk = new SmallFileSystem(path, { size: 80 * PAGE, inodes: 64 });
  place.prepare(path);
  await sendLarge();
  fill(disk);
  const full = await host.import();
  expect(full.stderr).toContain(path);
  expect(full).toMatchObject({
    exitCode: 75,
    stderr: expect.stringMatching(/ENOSPC: .*; the file system has no free bytes or inodes; free space: df /) as string,
  });
  expect([...place.delivered(), ...(await host.waiting())]).toHaveLength(subjects.length);
  const [, advised = "false"] = /free space: (.*)$/m.exec(full.stderr) ?? [];
  expect(execFileSync("sh", ["-ec", advised]).toString().split(path)).toHaveLength(3);

  disk.empty();
  expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(place.delivered().sort()).toEqual(subjects);
  expect(await host.waiting()).toEqual([]);
  expect(await host.import()).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  expect(place.delivered()).toHaveLength(subjects.length);
});

test("a state directory on a full file system: the error names the parent's path", async () => {
  const parent = join(host.directory, "var");
  disk = new SmallFileSystem(parent, { size: 80 * PAGE, inodes: 64 });
  await sendLarge();
  host.moveState(join(parent, "lib", "state"));
  disk.fillInodes();
  const { exitCode, stderr } = await host.import();
  expect(exitCode).toBe(75);
  expect(stderr).toMatch(
    /ENOSPC: .*mkdir '.*\/var\/lib'; the file system has no free bytes or inodes; free space: df .*\/var; df -i .*\/var$/m,
  );
  disk.empty();
  expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(maildir.delivered().sort()).toEqual(subjects);
});

test("a read-only state directory: 75 with remedy; then each message comes once", async () => {
  disk = new SmallFileSystem(host.state, { size: 80 * PAGE, inodes: 64 });
  await sendLarge();
  const remount = (option: string) => execFileSync("mount", ["-o", `remount,${option}`, host.state]);
  remount("ro");
  const { exitCode, stderr } = await host.import();
  expect(exitCode).toBe(75);
  expect(stderr).toMatch(/\/state.*: EROFS: .*; the file system is read-only; mount it for writing/);
  remount("rw");
  expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(maildir.delivered().sort()).toEqual(subjects);
});
