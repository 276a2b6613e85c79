import fc from "fast-check";
import { addressOwners, isAddressOf } from "../../../../importer/message/address-owners";
import { splitAtDomain } from "../../../../inbound/address";
import { matchesCondition } from "../../../../inbound/recipient-condition";
import { mailbox } from "../../stacks/settings";

const mailboxes = [
  mailbox("alice", { addresses: ["alice@example.org", "alice@example.net", "post.master@example.org"] }),
  mailbox("bob", { addresses: ["bob@example.org", "lists+one@example.org", "team@example.org"] }),
  mailbox("carol", { addresses: ["team@example.org"], catchAllDomains: ["example.net", ".example.com"] }),
];
const { owners, catchAlls } = addressOwners(mailboxes);

test.each([
  ["alice@example.org", "alice"],
  ["Alice+Shop@EXAMPLE.org", "alice"],
  ["alice+a+b@example.net", "alice"],
  ["lists+one@example.org", "bob"],
  ["Team+x@example.org", "bob", "carol"],
  ["lists@example.org"],
  ["lists+two@example.org"],
  ["bob@example.net"],
  ["alice"],
  [""],
  ["@example.org"],
  ["+label@example.org"],
])("%j is %s's", (recipient, ...users) => {
  expect(owners(recipient).map(({ user }) => user)).toEqual(users);
});

test("agrees with the receipt rules", () => {
  const part = fc.constantFrom("alice", "Alice", "bob", "lists", "post.master", "team", "nobody", "one", "x");
  const local = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("+"));
  const recipient = fc.tuple(local, fc.constantFrom("example.org", "example.net", "Example.ORG", "example.com"));
  fc.assert(
    fc.property(recipient, ([localPart, domain]) => {
      const address = `${localPart}@${domain}`;
      const matched = mailboxes.filter(({ addresses }) =>
        addresses.some((condition) => matchesCondition(condition, splitAtDomain(address)!)),
      );
      expect(owners(address)).toEqual(matched);
      expect(mailboxes.filter((each) => isAddressOf(each, address))).toEqual(matched);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["nobody@Example.NET", "carol"],
  ["alice@example.net", "carol"],
  ["nobody@a.b.example.com", "carol"],
  ["nobody@example.com"],
  ["nobody@sub.example.net"],
  ["nobody@example.org"],
])("%j would also go to the catch-all of %s", (recipient, ...users) => {
  expect(catchAlls(recipient).map(({ user }) => user)).toEqual(users);
});
