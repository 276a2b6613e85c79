import { compareWithPrimary } from "../../../../operator/users/compare";
import { planSync } from "../../../../operator/users/plan-sync";
import { StandbyRecipients } from "../../../../operator/users/standby";
import { parse, sound } from "../../settings/support";
import { type PrimaryAddress, readingOf } from "./support";

const { settings } = parse({
  ...sound,
  mailboxes: [
    { user: "everybody", addresses: ["postmaster", "anna", "family"], destination: { smtp: "127.0.0.1:25" } },
    { user: "bob", addresses: ["bob"] },
  ],
  envelopeQueue: true,
});
const standby = new StandbyRecipients(settings);

async function planFor(...primary: readonly PrimaryAddress[]) {
  const difference = await compareWithPrimary({ reading: readingOf(primary) }, standby);
  return { difference, ...planSync(difference, standby, settings, new Map(), false) };
}

test("an address of a server that sorts belongs to its mailbox at the primary", async () => {
  const known = [
    ["postmaster", "root"],
    ["anna", "anna"],
    ["family", "anna", "bob"],
    ["bob", "bob"],
  ] as const;
  expect((await planFor(...known)).difference).toMatchObject({ missing: [], extra: [], moved: [] });
});

test("new addresses of users without a mailbox are added there, also lists", async () => {
  const { change, added } = await planFor(["carl", "carl"], ["team", "carl", "dora"], ["robert", "bob"]);
  expect(added).toEqual(["carl@example.org", "team@example.org", "robert@example.org"]);
  expect(change.add).toEqual(
    new Map([
      ["everybody", ["carl", "team"]],
      ["bob", ["robert"]],
    ]),
  );
  expect(change.mailboxes).toEqual([]);
});

test("an address of users on both sides is left to the operator", async () => {
  const { added, left } = await planFor(["both", "carl", "bob"]);
  expect(added).toEqual([]);
  expect(left).toContainEqual({
    address: "both@example.org",
    why: "it belongs to several mailboxes: add it to everybody, whose server knows all of them",
  });
});
