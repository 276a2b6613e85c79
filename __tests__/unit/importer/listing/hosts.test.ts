import fc from "fast-check";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";
import { importerDefaults } from "../../../../fixtures/importer-settings";
import { classifier } from "../../../../importer/listing/classify";
import { listedPrefixes } from "../../../../importer/listing/listed-prefixes";
import type { Mailbox } from "../../../../settings/model";
import { hostsOf } from "../../../../settings/names/hosts";
import type { Store } from "../../../../store/store";
import { StoreError } from "../../../../store/store-error";

type Mailboxes = readonly [Mailbox, ...Mailbox[]];

const HOSTS = ["one", "two", "three"] as const;
const USERS = ["ann", "ann-lee", "bob", "c", "d.e"] as const;

const host = fc.constantFrom(...HOSTS);
const formerPrefixes = (user: string) => fc.constantFrom<readonly string[]>([], [`old/${user}`]);
const mailboxOf = (user: string): fc.Arbitrary<Mailbox> =>
  fc.record({ host, formerPrefixes: formerPrefixes(user) }).map((own) => ({
    ...{ user, addresses: [`${user}@example.org`], catchAllDomains: [], maildir: `/home/${user}/Maildir` },
    ...{ destination: { kind: "maildir" }, owner: undefined, ruleName: user, prefix: user, ...own },
  }));
const mailboxes: fc.Arbitrary<Mailboxes> = fc
  .tuple(mailboxOf(USERS[0]), ...USERS.slice(1).map(mailboxOf))
  .map(([first, ...rest]) => [first, ...rest]);
const key = fc
  .tuple(
    fc.constantFrom(...USERS, "old/ann", "old/c", "zoe", "old", "ann/x", "an"),
    fc.constantFrom("1", "AMAZON_SES_SETUP_NOTIFICATION", ""),
  )
  .map((parts) => parts.join("/"));

/** How the import of each host classifies an object; `not listed`: the host does not list it. */
function seenByEach(all: Mailboxes, object: string, keyPerHost: boolean): ReadonlyMap<string, string> {
  const importer = { ...importerDefaults, keyPerHost };
  return new Map(
    hostsOf(all).map((name) => {
      const prefixes = listedPrefixes({ mailboxes: all, host: name, importer });
      const isListed = prefixes.some((prefix) => object.startsWith(prefix));
      const found = classifier(all, [], name)({ key: object, size: 1, etag: "x", lastModified: new Date(0) });
      return [name, isListed ? found.kind : "not listed"];
    }),
  );
}

function ownerOf(all: Mailboxes, object: string): string | undefined {
  const prefix = object.slice(0, object.lastIndexOf("/"));
  return all.find((mailbox) => [mailbox.prefix, ...mailbox.formerPrefixes].includes(prefix))?.host;
}

test("one host's import takes an object, or each host's reports it or skips it", () => {
  fc.assert(
    fc.property(mailboxes, key, (all, object) => {
      const seen = seenByEach(all, object, false);
      const owner = ownerOf(all, object);
      const kinds = new Set(seen.values());
      if (owner === undefined || kinds.has("skipped")) {
        // Reported by all hosts, or by no host.
        expect(kinds.size).toBe(1);
        expect([...kinds][0]).toMatch(owner === undefined ? /^(unclaimed|skipped)$/ : /^skipped$/);
        return;
      }
      for (const [name, kind] of seen) expect(kind).toBe(name === owner ? "message" : "elsewhere");
    }),
    { numRuns: 1000 },
  );
});

test("with one key a host, a host lists its own mailboxes' objects and no others", () => {
  fc.assert(
    fc.property(mailboxes, key, (all, object) => {
      const owner = ownerOf(all, object);
      for (const [name, kind] of seenByEach(all, object, true)) {
        if (name !== owner && owner !== undefined) expect(kind).toBe("not listed");
        if (name === owner) expect(kind).toMatch(/^(message|skipped)$/);
        // Below a mailbox's prefix, but of another mailbox.
        if (owner === undefined) expect(kind).toMatch(/^(not listed|unclaimed|skipped)$/);
      }
    }),
    { numRuns: 1000 },
  );
});

test("each message comes into one mailbox, whichever hosts import in which order", async () => {
  const orders = fc.shuffledSubarray([...HOSTS], { minLength: HOSTS.length });
  await fc.assert(
    fc.asyncProperty(fc.tuple(host, host, host), orders, fc.boolean(), async (owners, order, keyPerHost) => {
      const users = ["ann", "bob", "cem"];
      const machine = await InProcessHost.create(...users);
      try {
        for (const user of [...users, "zoe"]) await machine.put(`${user}/1`);
        const { mailboxes: all, importer, regions } = machine.settings;
        const [first, ...rest] = all.map((mailbox, i) => ({ ...mailbox, host: owners[i]! }));
        const named = order.filter((name) => owners.includes(name));
        for (const name of [...named, named[0]!]) {
          const stateDirectory = `${machine.state}/${name}`;
          const settings = { regions, mailboxes: [first!, ...rest] as const, host: name };
          const report = await machine.import({
            settings: { ...settings, importer: { ...importer, stateDirectory, keyPerHost } },
          });
          expect(report.unclaimedMail.count).toBe(keyPerHost ? 0 : 1);
        }
        for (const user of users) expect(machine.messages(user)).toEqual([expect.stringContaining(`${user}/1`)]);
        expect(await machine.waiting()).toEqual(["zoe/1"]);
      } finally {
        machine.remove();
      }
    }),
    { numRuns: 5 },
  );
});

test("a prefix that a host's key does not cover yet delays no other mailbox", async () => {
  const machine = await InProcessHost.create("ann", "bob", "cem");
  try {
    for (const user of ["ann", "bob", "cem"]) await machine.put(`${user}/1`);
    const { mailboxes: all, importer, regions } = machine.settings;
    const [first, ...rest] = all.map((mailbox) => ({ ...mailbox, host: "one" }));
    const store = await machine.openStore("mail");
    const denying: Store = Object.assign(Object.create(store) as Store, {
      list: (prefix: string, ...others: []) => {
        if (prefix === "bob/") throw new StoreError("denied", "cannot list bob/");
        return store.list(prefix, ...others);
      },
    });
    const report = await machine.import({
      settings: { regions, mailboxes: [first!, ...rest], host: "one", importer: { ...importer, keyPerHost: true } },
      openStore: () => Promise.resolve(denying),
    });
    expect(report).toMatchObject({ delivered: 2, deleted: 2, outcome: "try-later" });
    expect(report.problems).toEqual([{ kind: "bucket", name: "mail", reason: "cannot list bob/" }]);
    expect(await machine.waiting()).toEqual(["bob/1"]);
  } finally {
    machine.remove();
  }
});
