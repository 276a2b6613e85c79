import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
} from "node:fs";
import { basename, join } from "node:path";
import { CommandHost, type HostUser } from "../../fixtures/host/command-host";
import { startHeldS3 } from "../../fixtures/s3/held-s3";
import { s3Environment } from "../../fixtures/s3/s3-server";
import { workersOf } from "../../fixtures/worker-processes";

const ann: HostUser = { user: "ann", uid: 20001, gid: 20011 };
const bob: HostUser = { user: "bob", uid: 20002, gid: 20012 };

let host: CommandHost;
afterEach(() => host.remove());

const ofOwner = ({ uid, gid }: HostUser) => ({ uid, gid, mode: 0o600, name: expect.any(String) as string });

test("each user's messages are private, and only the user's worker enters the home", async () => {
  host = await CommandHost.create([ann, bob]);
  for (const key of ["ann/1", "ann/2"]) await host.put(key);
  await host.put("bob/1");
  const logs = join(host.directory, "traces");
  mkdirSync(logs);
  const what = "trace=%file,%process,setuid,chown,fchown,fchmod,fsync,fdatasync";
  const under = ["strace", "-ff", "-y", "-e", what, "-o", join(logs, "of")];
  expect(await host.import({ under })).toMatchObject({ exitCode: 0, stderr: "" });
  expect(host.delivered("ann")).toEqual([ofOwner(ann), ofOwner(ann)]);
  expect(host.delivered("bob")).toEqual([ofOwner(bob)]);
  expect(await host.waiting()).toEqual([]);

  // One trace file for each thread. A thread has the user that it set, or the user of the thread that created it.
  const threads = readdirSync(logs).map((name) => ({ id: name.slice(3), log: readFileSync(join(logs, name), "utf8") }));
  const userOf = (id: string): number => {
    const set = /^setuid\((\d+)\) += 0$/m.exec(threads.find((thread) => thread.id === id)?.log ?? "")?.[1];
    if (set !== undefined) return Number(set);
    const parent = threads.find(({ log }) => new RegExp(`^v?(clone3?|fork)\\(.* = ${id}$`, "m").test(log));
    return parent ? userOf(parent.id) : 0;
  };
  const harmless = /^(newfstatat|lstat|stat|statx|readlink|readlinkat)\(/;
  const wrongCalls: string[] = [];
  let touched = 0;
  for (const { id, log } of threads) {
    for (const line of log.split("\n")) {
      const home = /\/home\/(ann|bob)\b/.exec(line)?.[1];
      if (home === undefined || harmless.test(line)) continue;
      touched++;
      if (userOf(id) !== (home === "ann" ? ann.uid : bob.uid) || /^[fl]?chown/.test(line)) wrongCalls.push(line);
    }
  }
  expect(wrongCalls).toEqual([]);
  expect(touched).toBeGreaterThan(20);
});

test("a worker has its user's rights and no access to the importer's files", async () => {
  host = await CommandHost.create([{ ...ann, owner: "20001:20011" }]);
  const s3 = await startHeldS3("ann/held");
  try {
    const started = host.start({ args: ["--store", "s3"], env: s3Environment(s3.endpoint) });
    await s3.asked;
    const [worker, ...others] = workersOf(started.pid);
    expect(others).toEqual([]);
    const about = (name: string) => readFileSync(`/proc/${worker}/${name}`, "utf8");
    expect(about("environ")).toBe("");
    expect(about("cmdline").replace(/\0.*$/s, "")).toBe("standby-mx worker");
    expect(about("status")).toMatch(/^Uid:\t20001\t20001\t20001\t20001$/m);
    expect(about("status")).toMatch(/^Gid:\t20011\t20011\t20011\t20011$/m);
    expect(about("status")).toMatch(/^Groups:\s*$/m);
    expect(about("status")).toMatch(/^CapEff:\t0+$/m);
    expect(readlinkSync(`/proc/${worker}/cwd`)).toBe("/");
    const open = readdirSync(`/proc/${worker}/fd`).map((fd) => readlinkSync(`/proc/${worker}/fd/${fd}`));
    // Pipes to the importer, Node's own descriptors, and an incomplete message.
    const own = /^(socket|anon_inode|pipe):|^\/dev\/null$|\/ann\/Maildir\/tmp\//;
    expect(open.filter((path) => !own.test(path))).toEqual([join(host.state, "lock.20001.20011")]);
    s3.release();
    expect(await started.ended).toMatchObject({ exitCode: 0, stderr: "" });
    expect(s3.deleted).toEqual(["ann/held"]);
    expect(() => process.kill(worker!, 0)).toThrow("ESRCH");
  } finally {
    await s3.stop();
  }
});

test("one vmail user for all mailboxes needs neither root nor a worker", async () => {
  const vmail = { uid: 20005, gid: 20005 };
  host = await CommandHost.create(
    ["ann", "bob"].map((user) => ({ user, ...vmail })),
    { stateOwner: vmail.uid },
  );
  chmodSync(join(host.directory, "root"), 0o755);
  for (const path of ["store", "store/mail"]) chownSync(join(host.directory, path), vmail.uid, vmail.gid);
  await host.put("ann/1");
  await host.put("bob/1");
  execFileSync("chown", ["-R", "20005", join(host.storeDirectory)]);
  const log = join(host.directory, "state", "trace");
  const under = ["strace", "-f", "-e", "trace=execve", "-o", log];
  expect(await host.import({ as: vmail, under })).toMatchObject({ exitCode: 0, stderr: "" });
  expect([...host.delivered("ann"), ...host.delivered("bob")]).toEqual([
    ofOwner({ user: "ann", ...vmail }),
    ofOwner({ user: "bob", ...vmail }),
  ]);
  const programs = [...readFileSync(log, "utf8").matchAll(/execve\("([^"]*)".* = 0$/gm)].map(([, path]) => path);
  expect(programs.map((path) => basename(path!))).toEqual(["node", "flock"]);
});

test("the group is the user's, not the inherited group of a directory", async () => {
  // As mkdir(2) in a directory with the set-group-ID bit makes it: daemon is no member of root's or another group.
  host = await CommandHost.create([{ user: "ann", uid: 1, gid: 20099 }]);
  await host.put("ann/1");
  expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  const daemons = Number(execFileSync("id", ["-g", "1"]).toString());
  expect(host.delivered("ann")).toEqual([ofOwner({ user: "ann", uid: 1, gid: daemons })]);
  host.remove();

  host = await CommandHost.create([{ ...ann, gid: 0 }]);
  await host.put("ann/1");
  const { exitCode, stderr } = await host.import();
  expect(exitCode).toBe(75);
  expect(stderr).toMatch(/to belong to a group of uid 20001, found root's group; chown -R 20001:<group> /);
});

test("root's Maildir gets mail only with an owner in the settings", async () => {
  host = await CommandHost.create([{ user: "ann", uid: 0, gid: 0 }]);
  await host.put("ann/1");
  const refused = await host.import();
  expect(refused.exitCode).toBe(75);
  expect(refused.stderr).toMatch(
    /to belong to the user whose mail it is, found root; chown -R <user>: .*"owner: root"/,
  );
  host.remove();

  host = await CommandHost.create([{ user: "ann", uid: 0, gid: 0, owner: "root" }]);
  await host.put("ann/1");
  expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  expect(host.delivered("ann")).toHaveLength(1);
});

describe("an unsafe Maildir is refused, and the advice of the message works", () => {
  const cases: readonly [string, RegExp, (host: CommandHost) => void][] = [
    [
      "a Maildir that its group can write",
      /only the owner of .*Maildir can write it, found mode 0770/,
      (at) => chmodSync(at.maildir("ann"), 0o770),
    ],
    [
      "new/ that everybody can write",
      /Maildir\/new can write it, found mode 0707/,
      (at) => chmodSync(join(at.maildir("ann"), "new"), 0o707),
    ],
    [
      "tmp/ that everybody can write, sticky",
      /Maildir\/tmp can write it, found mode 1777/,
      (at) => chmodSync(join(at.maildir("ann"), "tmp"), 0o1777),
    ],
    [
      "cur/ of another user",
      /one owner of the whole Maildir; .* uid 20001, but cur in it to uid 20002/,
      (at) => chownSync(join(at.maildir("ann"), "cur"), 20002, 20002),
    ],
    [
      "a Maildir that root has made around its user's directories",
      /one owner of the whole Maildir; .* uid 0, but new in it to uid 20001; chown -R 20001:20011 /,
      (at) => {
        chownSync(at.maildir("ann"), 0, 0);
        chmodSync(at.maildir("ann"), 0o755);
      },
    ],
    ...(["", "/new", "/cur", "/tmp"] as const).map((part): [string, RegExp, (host: CommandHost) => void] => [
      `a mode that does not let the owner in: Maildir${part}`,
      new RegExp(`the owner of .*Maildir${part} can read, write and enter it, found mode 0600; chmod u\\+rwx `),
      (at) => chmodSync(`${at.maildir("ann")}${part}`, 0o600),
    ]),
    [
      "a home that its owner may not enter",
      /uid 20001 may not enter .*\/home\/ann, .*; chmod u\+rwx /,
      (at) => chmodSync(at.home("ann"), 0o600),
    ],
    [
      "a parent that everybody can write",
      /could put another Maildir at .*: expected that other users cannot write .*\/home\/ann, found mode 0777/,
      (at) => chmodSync(at.home("ann"), 0o777),
    ],
    [
      "a parent of another user",
      /\/home\/ann to belong to root or uid 20001, found uid 20002/,
      (at) => chownSync(at.home("ann"), 20002, 20002),
    ],
    [
      "a link that belongs to another user",
      /\/Maildir to belong to root or uid 20001, found uid 0?20002/,
      (at) => {
        const real = join(at.directory, "real");
        renameSync(at.maildir("ann"), real);
        symlinkSync(real, at.maildir("ann"));
        execFileSync("chown", ["-h", "20002", at.maildir("ann")]);
      },
    ],
    [
      "a parent that its owner may not enter",
      /uid 20001 may not enter .*\/closed, .*; chmod o\+x /,
      (at) => {
        mkdirSync(join(at.directory, "closed"), { mode: 0o700 });
        renameSync(at.maildir("ann"), join(at.directory, "closed", "Maildir"));
        symlinkSync(join(at.directory, "closed", "Maildir"), at.maildir("ann"));
      },
    ],
  ];
  test.each(cases)("%s", async (_, reason, spoil) => {
    host = await CommandHost.create([ann, bob]);
    await host.put("ann/1");
    await host.put("bob/1");
    spoil(host);
    const { exitCode, stderr } = await host.import();
    expect(exitCode).toBe(75);
    expect(stderr).toMatch(reason);
    expect(host.delivered("bob")).toHaveLength(1);
    expect(await host.waiting()).toEqual(["ann/1"]);

    const [fix] = /(?<=; )(?:chmod|chown) .*$/m.exec(stderr) ?? [];
    execFileSync("sh", ["-c", fix ?? "false"]);
    expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
    expect(host.delivered("ann")).toEqual([{ ...ofOwner(ann), gid: expect.any(Number) as number }]);
  });

  test("a state directory that other users can write or replace", async () => {
    host = await CommandHost.create([ann]);
    await host.put("ann/1");
    for (const [spoil, reason] of [
      [
        () => chmodSync(host.state, 0o770),
        /state to belong to uid 0 and no other user to be able to write it, found uid 0, mode 0770/,
      ],
      [() => chownSync(host.state, 20001, 0), /found uid 20001/],
      [() => chmodSync(host.directory, 0o777), /expected that other users cannot write .*, found mode 0777/],
      [() => chownSync(host.directory, 20001, 0), /to belong to root, found uid 20001/],
    ] as const) {
      spoil();
      const { exitCode, stderr } = await host.import();
      expect(exitCode).toBe(75);
      expect(stderr).toMatch(reason);
      const [fix] = /(?<=[;:] )(?:chmod|chown) .*$/m.exec(stderr) ?? [];
      execFileSync("sh", ["-c", fix ?? "false"]);
    }
    expect(lstatSync(host.state).mode & 0o777).toBe(0o700);
    expect(await host.import()).toMatchObject({ exitCode: 0, stderr: "" });
  });
});
