import fc from "fast-check";
import { addressOwners, isAddressOf } from "../../../../../importer/state/envelopes/address-owners";
import { parseAddress } from "../../../../../inbound/address";
import { matchesCondition } from "../../../../../inbound/recipient-condition";
import { mailbox } from "../../../stacks/settings";

const mailboxes = [
  mailbox("alice", { addresses: ["alice@example.org", "alice@example.net", "post.master@example.org"] }),
  mailbox("bob", { addresses: ["bob@example.org", "lists+one@example.org"] }),
];
const ownerOf = addressOwners(mailboxes);

it.each([
  ["alice@example.org", "alice"],
  ["Alice+Shop@EXAMPLE.org", "alice"],
  ["alice+a+b@example.net", "alice"],
  ["lists+one@example.org", "bob"],
  ["lists@example.org", undefined],
  ["lists+two@example.org", undefined],
  ["bob@example.net", undefined],
  ["alice", undefined],
  ["", undefined],
  ["@example.org", undefined],
  ["+label@example.org", undefined],
])("%j is %s's", (recipient, user) => {
  expect(ownerOf(recipient)?.user).toBe(user);
});

it("says the same as the receipt rules", () => {
  const part = fc.constantFrom("alice", "Alice", "bob", "lists", "post.master", "nobody", "one", "x");
  const local = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("+"));
  const recipient = fc.tuple(local, fc.constantFrom("example.org", "example.net", "Example.ORG", "example.com"));
  fc.assert(
    fc.property(recipient, ([localPart, domain]) => {
      const address = `${localPart}@${domain}`;
      const matched = mailboxes.filter(({ addresses }) =>
        addresses.some((condition) => matchesCondition(condition, parseAddress(address)!)),
      );
      expect([ownerOf(address)].filter(Boolean)).toEqual(matched);
      expect(mailboxes.filter((each) => isAddressOf(each, address))).toEqual(matched);
    }),
    { numRuns: 500 },
  );
});
