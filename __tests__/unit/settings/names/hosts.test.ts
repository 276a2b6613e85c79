import { mailboxesOf, settingsOfHost } from "../../../../settings/names/hosts";
import type { Settings } from "../../../../settings/model";
import { drillSettings } from "../../drill/settings-of";

const onHosts = (alice: string, bob: string): Settings =>
  drillSettings({
    mailboxes: [
      { user: "alice", addresses: ["alice", "postmaster"], host: alice },
      { user: "bob", addresses: ["bob"], host: bob },
    ],
  });
const usersOn = (settings: Settings, name: string) =>
  mailboxesOf(settingsOfHost(settings, name, "test")).map(({ user }) => user);

test("without a host in the settings every host has all mailboxes", () => {
  const settings = drillSettings();
  expect(settingsOfHost(settings, "anything", "test")).toBe(settings);
  expect(mailboxesOf(settings)).toEqual(settings.mailboxes);
});

test("a mailbox without a host has that of mailboxDefaults", () => {
  const settings = drillSettings({
    mailboxDefaults: { host: "one.example.org" },
    mailboxes: [
      { user: "alice", addresses: ["alice"] },
      { user: "bob", addresses: ["bob"], host: "two.example.org" },
    ],
  });
  expect(settings.mailboxes.map(({ host }) => host)).toEqual(["one.example.org", "two.example.org"]);
});

test.each([
  ["the full name", "one.example.org", ["alice"]],
  ["the full name in other letters, with a dot", "TWO.example.org.", ["bob"]],
  ["the first label", "two", ["bob"]],
])("a host has its mailboxes by %s", (_, name, users) => {
  expect(usersOn(onHosts("one.example.org", "Two.Example.ORG"), name)).toEqual(users);
});

test("a short name in the settings is that of a machine with a full name", () => {
  expect(usersOn(onHosts("one", "two"), "one.example.org")).toEqual(["alice"]);
});

test.each([
  ["another name", "three", /\(mail\.a\.example, mail\.b\.example\), found three \(test\); name the host with --host/],
  ["another full name with the same first label", "mail.c.example", /found mail\.c\.example/],
  ["the first label of two hosts", "mail", /found mail, which may be mail\.a\.example or mail\.b\.example \(test\)/],
])("%s is refused with the names of the hosts", (_, name, message) => {
  expect(() => usersOn(onHosts("mail.a.example", "mail.b.example"), name)).toThrow(message);
});
