import { roleAddresses } from "../../../drill/roles";
import { UserList } from "../../../drill/user-list";
import { drillSettings, oneMailbox, twoDomains } from "./settings-of";

describe("the roles of the fixture messages", () => {
  test("go through the mailboxes in turn", () => {
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
