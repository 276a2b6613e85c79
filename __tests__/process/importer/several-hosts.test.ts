import { readdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { RootedHost } from "../../../fixtures/host/rooted-host";

jest.setTimeout(120_000);

const HOST_OF = { ann: "one.example.org", bob: "two.example.org" };
let hosts: RootedHost;

beforeEach(async () => {
  // Both hosts have accounts for both users: a message on the wrong host would be delivered there.
  hosts = await RootedHost.create(["ann", "bob"], ["one", "two"]);
  settings(HOST_OF);
});
afterEach(() => hosts.remove());

function settings(hostOf: Partial<Record<"ann" | "bob", string>>): void {
  const mailboxes = (["ann", "bob"] as const).map((user) => ({ user, addresses: [user], host: hostOf[user] }));
  hosts.configure({ mailboxes });
}

async function mailComes(): Promise<void> {
  const keys = ["ann/1", "ann/2", "bob/1", "bob/2", "bob/3"];
  for (const key of keys) await hosts.put(key);
}

const run = (command: string, root: string, ...args: readonly string[]) => hosts.run([command, ...args], { root });
const importOn = (host: string, ...args: readonly string[]) => run("import", host, "--host", host, "--json", ...args);

/** How many messages each Maildir has. */
function delivered(): Record<string, number> {
  const maildirs = ["one", "two"].flatMap((root) => ["ann", "bob"].map((user) => [root, user] as const));
  return Object.fromEntries(
    maildirs.map(([root, user]) => [`${root}/${user}`, readdirSync(join(hosts.maildir(user, root), "new")).length]),
  );
}

test.each([[["one", "two"]], [["two", "one"]]])("each host imports its own mail, in the order %j", async (order) => {
  await mailComes();
  const own = { one: 2, two: 3 } as Record<string, number>;
  const [first = "", second = ""] = order;
  const before = await importOn(first);
  expect(before).toMatchObject({ exitCode: 0, stderr: "" });
  const others = { [`${second}.example.org`]: own[second] };
  expect(JSON.parse(before.stdout)).toMatchObject({
    delivered: own[first],
    otherHosts: others,
    unclaimed: 0,
    waiting: 0,
    held: [],
  });
  const prefix = second === "one" ? "ann/" : "bob/";
  const left = await hosts.waiting();
  expect(left).toHaveLength(own[second]!);
  expect(left.every((key) => key.startsWith(prefix))).toBe(true);

  const after = await importOn(second);
  expect(after).toMatchObject({ exitCode: 0, stderr: "" });
  expect(JSON.parse(after.stdout)).toMatchObject({ delivered: own[second], deleted: own[second] });
  for (const host of order) expect(await importOn(host)).toMatchObject({ exitCode: 0 });
  expect(await hosts.waiting()).toEqual([]);
  expect(delivered()).toEqual({ "one/ann": 2, "one/bob": 0, "two/ann": 0, "two/bob": 3 });
});

test("each host reports unclaimed mail, and status counts its own mail", async () => {
  await mailComes();
  await hosts.put("carol/1");
  for (const host of ["one", "two"]) {
    const ended = await importOn(host, "--dry-run");
    expect(ended).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("carol/") as string });
    expect(JSON.parse(ended.stdout)).toMatchObject({ unclaimed: 1 });
  }
  const live = await run("status", "one", "--host", "one", "--live", "--json");
  expect(JSON.parse(live.stdout)).toMatchObject({
    store: { waiting: [{ mailbox: "ann", messages: 2 }], unclaimed: { messages: 1 } },
  });
});

test("an import with own mail to report also names the hosts of other mail", async () => {
  await hosts.put("bob/1");
  expect(await run("import", "one", "--host", "one")).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  await hosts.put("ann/1");
  const { stdout } = await run("import", "one", "--host", "one");
  expect(stdout).toBe("standby-mx import: 1 message delivered, 1 for two.example.org\n");
});

test("a host that no mailbox names, and the mailbox of another host, are refused", async () => {
  await mailComes();
  const unknownHost = await run("import", "one", "--host", "three");
  expect(unknownHost.exitCode).toBe(78);
  expect(unknownHost.stderr).toContain("(one.example.org, two.example.org), found three (--host)");
  const unnamed = await run("import", "one");
  expect(unnamed.exitCode).toBe(78);
  expect(unnamed.stderr).toContain(`found ${hostname()} (the name of this machine)`);
  const others = await run("import", "one", "--host", "one", "--mailbox", "bob");
  expect(others.exitCode).toBe(64);
  expect(others.stderr).toContain("expected a mailbox of one.example.org (ann), found bob");
  expect(await hosts.waiting()).toHaveLength(5);
});

test("this machine's name is the host, and settings without hosts refuse --host", async () => {
  await mailComes();
  settings({ ann: hostname(), bob: "elsewhere.example.net" });
  expect(await run("import", "one", "--quiet")).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  expect(delivered()).toMatchObject({ "one/ann": 2, "one/bob": 0 });
  settings({});
  expect(await run("import", "one", "--host", "one")).toMatchObject({ exitCode: 78 });
  expect(await run("import", "one", "--quiet")).toMatchObject({ exitCode: 0 });
  expect(delivered()).toMatchObject({ "one/ann": 2, "one/bob": 3 });
});

test("doctor checks the mail server only on a host of the settings", async () => {
  const doctor = async (host?: string) => {
    const named = host === undefined ? [] : ["--host", host];
    const checks = ["home-machine", "mailbox-maildir", ...named, "--json"];
    const { stdout } = await hosts.run(["doctor", ...checks], { store: undefined });
    return (JSON.parse(stdout) as { results: { id: string; subject: string; status: string; found: string }[] })
      .results;
  };
  const here = await doctor("one");
  expect(here.find(({ id }) => id === "home-machine")).toMatchObject({ status: "OK" });
  expect(here.filter(({ id }) => id === "mailbox-maildir").map(({ subject }) => subject)).toEqual(["ann"]);
  expect((await doctor()).find(({ id }) => id === "home-machine")).toMatchObject({
    status: "UNKNOWN",
    found: expect.stringContaining("which is not the host of any mailbox in the settings") as string,
  });
});
