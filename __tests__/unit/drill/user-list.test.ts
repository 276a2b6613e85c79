import { UserList } from "../../../drill/user-list";
import { drillSettings, twoDomains } from "./settings-of";

describe("the user list of the primary", () => {
  const find = (recipient: string, other?: object) =>
    new UserList(drillSettings({ ...other })).find(recipient).map(({ user }) => user);

  test("contains addresses, aliases, labels and capitals", () => {
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
