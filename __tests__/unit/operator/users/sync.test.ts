import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { compareWithPrimary } from "../../../../operator/users/compare";
import { StandbyRecipients } from "../../../../operator/users/standby";
import { syncSettings } from "../../../../operator/users/sync";
import { parse, sound } from "../../settings/support";
import { type PrimaryAddress, readingOf } from "./support";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "sync-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

interface Sync {
  readonly mailboxes: readonly object[];
  readonly primary: readonly PrimaryAddress[];
  readonly prune?: boolean;
  readonly host?: string;
  readonly aliases?: object;
}

/** Synchronizes settings with these mailboxes; returns the plan and the mailboxes afterwards. */
async function sync({ mailboxes, primary, prune = false, host, aliases }: Sync) {
  const file = join(directory, "settings.yaml");
  writeFileSync(file, stringify({ ...sound, mailboxes, ...(aliases && { aliases }) }));
  const standby = new StandbyRecipients({ ...parse(readFileSync(file, "utf8")).settings, host });
  const difference = await compareWithPrimary({ reading: readingOf(primary) }, standby);
  const { plan } = await syncSettings(file, difference, { prune, host });
  return { plan, mailboxes: parse(readFileSync(file, "utf8")).settings.mailboxes };
}

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const ofAlice = (locals: readonly string[]) => locals.map((local) => [local, "alice"] as const);

test("at most a fifth of the addresses may be removed", async () => {
  const locals = ["alice", "postmaster", ...names("a", 8)];
  const mailboxes = [{ user: "alice", addresses: locals }];
  const pruned = await sync({ mailboxes, primary: ofAlice(locals.slice(0, 8)), prune: true });
  expect(pruned.plan.removed).toEqual(["a6@example.org", "a7@example.org"]);
  expect(pruned.mailboxes[0].addresses).toHaveLength(8);
  await expect(sync({ mailboxes, primary: ofAlice(locals.slice(0, 7)), prune: true })).rejects.toThrow(
    "expected to remove at most 20 % of the 10 addresses, found 3",
  );
});

test("an alias that becomes the address of one user is left to the operator", async () => {
  const mailboxes = [
    { user: "alice", addresses: ["alice", "postmaster"] },
    { user: "bob", addresses: ["bob"] },
  ];
  const primary = [...ofAlice(["alice", "postmaster", "team"]), ["bob", "bob"] as const];
  const { plan } = await sync({ mailboxes, primary, aliases: { team: ["alice", "bob"] } });
  expect(plan).toMatchObject({
    ...{ moved: [], removed: [] },
    left: [
      {
        address: "team@example.org",
        why: "the settings give it to alice, bob, and the primary to alice: change it by hand",
      },
    ],
  });
});

test("an address of several mailboxes of the settings becomes an alias", async () => {
  const mailboxes = [
    { user: "alice", addresses: ["alice", "postmaster"] },
    { user: "bob", addresses: ["bob"] },
  ];
  const own = [...ofAlice(["alice", "postmaster"]), ["bob", "bob"] as const];
  const primary = [...own, ["team", "alice", "bob"] as const, ["both", "alice", "zoe"] as const];
  const { plan, mailboxes: after } = await sync({ mailboxes, primary });
  expect(plan).toMatchObject({
    added: ["team@example.org"],
    left: [
      {
        address: "both@example.org",
        why: "it belongs to several mailboxes, and not all of alice, zoe are in the settings",
      },
    ],
  });
  expect(readFileSync(join(directory, "settings.yaml"), "utf8")).toMatch(/\naliases:\n {2}team: \[alice, bob\]\n$/);
  expect(after.map(({ addresses }) => addresses.includes("team@example.org"))).toEqual([true, true]);
});

test("the last address of a mailbox is not removed", async () => {
  const locals = ["alice", "postmaster", ...names("a", 8)];
  const mailboxes = [
    { user: "alice", addresses: locals },
    { user: "bob", addresses: ["bob"] },
  ];
  const { plan, mailboxes: after } = await sync({ mailboxes, primary: ofAlice(locals), prune: true });
  expect(plan).toMatchObject({ removed: [], left: [{ address: "bob@example.org" }] });
  expect(after[1]!.addresses).toEqual(["bob@example.org"]);
});

test("a mailbox without an added address is not written", async () => {
  const mailboxes = [
    { user: "alice", addresses: ["alice", "postmaster"] },
    { user: "bob", addresses: ["bob"] },
  ];
  // Carol's only address is Bob's last address.
  const primary = [...ofAlice(["alice", "postmaster"]), ["bob", "carol"] as const];
  const { plan, mailboxes: after } = await sync({ mailboxes, primary });
  expect(plan.left).toEqual([
    {
      address: "bob@example.org",
      why: "it is the last address of bob: remove the mailbox by hand once its mail is imported",
    },
  ]);
  expect(after.map(({ user }) => user)).toEqual(["alice", "bob"]);
});

test("an address moves together with its replacement", async () => {
  const mailboxes = [
    { user: "alice", addresses: ["alice", "postmaster"] },
    { user: "bob", addresses: ["bob"] },
  ];
  const primary = [...ofAlice(["alice", "postmaster", "bob"]), ["robert", "bob"] as const];
  const { plan, mailboxes: after } = await sync({ mailboxes, primary });
  expect(plan).toMatchObject({ added: ["robert@example.org"], moved: ["bob@example.org"], left: [] });
  expect(after.map(({ addresses }) => addresses)).toEqual([
    ["alice@example.org", "postmaster@example.org", "bob@example.org"],
    ["robert@example.org"],
  ]);
});

describe("with several hosts", () => {
  const mailboxes = [
    { user: "alice", addresses: ["alice", "postmaster"], host: "one.example.org" },
    { user: "bob", addresses: ["bob"], host: "two.example.org" },
  ];
  const own = ofAlice(["alice", "postmaster"]);

  test("the address of another host's mailbox is left to the operator", async () => {
    const { plan } = await sync({ mailboxes, primary: [...own, ["bob", "alice"]], host: "one.example.org" });
    expect(plan).toMatchObject({ moved: [], added: [] });
    expect(plan.left).toEqual([
      { address: "bob@example.org", why: expect.stringContaining("a mailbox of another host") as string },
    ]);
  });

  test("a new mailbox belongs to the host that was compared", async () => {
    const { mailboxes: after } = await sync({
      mailboxes,
      primary: [...own, ["carol", "carol"]],
      host: "one.example.org",
    });
    expect(after.map(({ user, host }) => [user, host])).toContainEqual(["carol", "one.example.org"]);
  });
});
