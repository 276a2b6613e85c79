import { compareWithPrimary } from "../../../../operator/users/compare";
import type { Reading } from "../../../../operator/users/reading";
import type { AddressSource } from "../../../../operator/users/source";
import { StandbyRecipients } from "../../../../operator/users/standby";
import { parse, sound } from "../../settings/support";
import { readingOf } from "./support";

const standby = new StandbyRecipients(parse(sound).settings);
const listed = [
  ["alice", "alice"],
  ["postmaster", "alice"],
] as const;
const bob = { address: "bob@example.org", users: ["bob"] };

/** Compares the settings with a primary that does not list bob@example.org. */
const compared = (more: Partial<Reading> = {}, ask?: AddressSource["ask"]) =>
  compareWithPrimary({ reading: readingOf(listed, more), ...(ask && { ask }) }, standby);

describe("an address of the settings that the source does not list", () => {
  test("is refused by the primary, if the source cannot be asked", async () => {
    expect(await compared()).toMatchObject({ extra: [bob], missing: [], moved: [], gaps: [] });
  });

  test("is no difference if the source omits it on purpose", async () => {
    const leftOut = [{ address: bob.address, why: "a system account" }];
    expect(await compared({ leftOut })).toMatchObject({ extra: [], leftOut });
  });

  test("is no difference if the primary accepts all addresses of the domain", async () => {
    const catchAlls = [{ domain: "example.org", mailboxes: ["alice"] }];
    const { extra, gaps } = await compared({ catchAlls });
    expect(extra).toEqual([]);
    expect(gaps.map(({ source }) => source)).toEqual(["catch-all example.org"]);
  });

  test.each([
    ["refused", [bob], []],
    ["accepted", [], []],
    ["unknown", [], [{ source: `settings: ${bob.address}`, why: "451 later", howToClose: "ask again later" }]],
  ] as const)("is looked up, and reported as %s", async (answer, extra, gaps) => {
    const asked: string[] = [];
    const result = await compared({}, (addresses) => {
      asked.push(...addresses);
      return Promise.resolve(new Map(addresses.map((address) => [address, { answer, reply: "451 later" }])));
    });
    expect(asked).toEqual([bob.address]);
    expect(result).toMatchObject({ extra, gaps });
  });
});

test("an address of a domain that is not in the settings is a gap of the domain", async () => {
  const entries = [
    ...readingOf([...listed, ["bob", "bob"]]).entries,
    { address: "x@example.net", mailbox: "x", via: [] },
  ];
  const { missing, gaps } = await compared({ entries, domains: ["example.org", "example.net"] });
  expect(missing).toEqual([]);
  expect(gaps.map(({ source }) => source)).toEqual(["domain example.net"]);
});
