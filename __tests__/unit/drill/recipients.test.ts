import { everyPhase, roundRobin } from "../../../drill/schedule";
import { roleAddresses } from "../../../drill/roles";
import { UserList } from "../../../drill/user-list";
import { domain, drillSettings } from "./settings-of";

const oneMailbox = { mailboxes: [{ user: "me", addresses: ["me", "postmaster"] }] };
const twoDomains = {
  domains: [domain("example.org"), domain("example.net")],
  mailboxes: [
    { user: "alice", addresses: ["alice@example.org", "alice@example.net"] },
    { user: "bob", addresses: ["bob@example.net"] },
  ],
};

describe("the user list of the primary", () => {
  const find = (recipient: string, other?: object) =>
    new UserList(drillSettings({ ...other })).find(recipient).map(({ user }) => user);

  test("knows addresses, aliases, labels and capitals", () => {
    expect(find("alice@example.org")).toEqual(["alice"]);
    expect(find("postmaster@example.org")).toEqual(["alice"]);
    expect(find("bob+shop+2@example.org")).toEqual(["bob"]);
    expect(find("BOB@Example.ORG")).toEqual(["bob"]);
  });

  test("has no other addresses", () => {
    expect(find("mallory@example.org")).toEqual([]);
    expect(find("alice@example.net")).toEqual([]);
    expect(find("alice@sub.example.org")).toEqual([]);
    expect(find("alice", twoDomains)).toEqual([]);
    expect(find("bob@example.org", twoDomains)).toEqual([]);
  });

  test("gives the catch-all the unknown addresses of its own domains only", () => {
    const catchAll = { unknownRecipients: { catchAll: "bob" } };
    expect(find("mallory@example.org", catchAll)).toEqual(["bob"]);
    expect(find("alice@example.org", catchAll)).toEqual(["alice"]);
    expect(find("mallory@example.net", catchAll)).toEqual([]);
  });
});

describe("the roles of the fixture messages", () => {
  test("go round the mailboxes", () => {
    const settings = drillSettings();
    expect([0, 1, 2].map((turn) => roleAddresses("user", settings, turn))).toEqual([
      ["alice@example.org"],
      ["bob@example.org"],
      ["alice@example.org"],
    ]);
    expect(roleAddresses("another", settings, 0)).toEqual(["bob@example.org"]);
    expect(roleAddresses("alias", settings, 1)).toEqual(["postmaster@example.org"]);
    expect(roleAddresses("label", settings, 1)).toEqual(["bob+drill@example.org"]);
    expect(roleAddresses("capitals", settings, 1)).toEqual(["BOB@EXAMPLE.ORG"]);
    expect(roleAddresses("everybody", settings, 1)).toHaveLength(3);
  });

  test("find a recipient in any settings", () => {
    for (const settings of [drillSettings(), drillSettings(oneMailbox), drillSettings(twoDomains)]) {
      const users = new UserList(settings);
      for (const role of ["user", "another", "alias", "label", "capitals", "everybody"] as const) {
        for (const turn of [0, 1, 2, 3]) {
          const addresses = roleAddresses(role, settings, turn);
          expect(addresses.length).toBeGreaterThan(0);
          for (const address of addresses) expect([role, address, users.find(address).length]).not.toContain(0);
        }
      }
      expect(users.find(roleAddresses("unknown", settings, 0)[0]!)).toEqual([]);
    }
  });
});

describe("the sending schedule of a drill", () => {
  const messages = Array.from({ length: 20 }, (_, i) => ({
    name: `${i}`,
    title: `${i}`,
    sender: "",
    to: ["user" as const],
    read: () => Promise.resolve(Buffer.alloc(0)),
  }));

  test("of the fixture messages sends each in every phase to the same recipients", () => {
    const schedule = everyPhase(messages, drillSettings(), 5);
    expect(schedule).toHaveLength(5);
    for (const phase of schedule) expect(phase).toEqual(schedule[0]);
  });

  test("of a folder of mail sends each once, and reaches every mailbox in every phase", () => {
    const schedule = roundRobin(messages, drillSettings(), 5);
    expect(
      schedule
        .flat()
        .map(({ message }) => message.name)
        .sort(),
    ).toEqual(messages.map(({ name }) => name).sort());
    for (const phase of schedule) {
      expect(new Set(phase.flatMap(({ recipients }) => recipients))).toEqual(
        new Set(["alice@example.org", "bob@example.org"]),
      );
    }
  });

  test("does not send twice to one address in a transaction", () => {
    const message = { ...messages[0]!, to: ["user" as const, "another" as const] };
    expect(everyPhase([message], drillSettings(oneMailbox), 1)[0]![0]!.recipients).toEqual(["me@example.org"]);
  });
});
