import fc from "fast-check";
import { parseAddress, addressRule } from "../../../settings/names/addresses";
import { bucketNameRule, prefixRule, queueNameRule, ruleNameRule } from "../../../settings/names/aws-names";
import { queueNameFor } from "../../../settings/names/derived-names";
import { domainRule, declaredDomain } from "../../../settings/names/domain-names";
import { parseOwner } from "../../../settings/names/local-names";

const letters = [..."abcdefghijklmnopqrstuvwxyz0123456789"];
const label = fc
  .tuple(
    fc.constantFrom(...letters),
    fc.string({ unit: fc.constantFrom(...letters, "-"), maxLength: 20 }),
    fc.constantFrom(...letters),
  )
  .map((parts) => parts.join(""));
/** Labels that look like Punycode but are none are another case. */
const domain = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 4 }), fc.constantFrom("org", "example", "co.uk"))
  .map(([labels, top]) => [...labels, top].join("."))
  .filter((name) => !name.includes("xn--"));

describe("domain names", () => {
  test("of letters, digits and hyphens are kept, in lower case and without a final dot", () => {
    fc.assert(
      fc.property(domain, (name) => {
        expect(domainRule(name)).toBeUndefined();
        expect(declaredDomain(`${name.toUpperCase()}.`)).toBe(name);
      }),
    );
  });

  test("that are accepted are A-labels, and stay the same when read again", () => {
    const unit = fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(..."ab1.-_ßüİ。１xn") },
      { weight: 1, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }) },
    );
    const labels = fc.array(fc.string({ unit, minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(
        labels.map((all) => all.join(".")),
        (name) => {
          fc.pre(domainRule(name) === undefined); // a fifth of the names
          const ascii = declaredDomain(name);
          expect(ascii).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
          expect(ascii.length).toBeLessThanOrEqual(253);
          expect(declaredDomain(ascii)).toBe(ascii);
          expect(domainRule(ascii)).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    "1.2",
    "1.2.3.4",
    "0x7f.1",
    "１２７.0.0.1",
    "[::1]",
    "example.org/x",
    "user@example.org",
    "example.org:25",
    "a.%6frg",
    "exam ple.org",
  ])("never turns %s into a domain", (name) => {
    expect(domainRule(name)).toBeDefined();
  });

  test("writes U-labels of several scripts as IDNA does", () => {
    expect(["bücher.example", "例え.テスト", "παράδειγμα.δοκιμή"].map(declaredDomain)).toEqual([
      "xn--bcher-kva.example",
      "xn--r8jz45g.xn--zckzah",
      "xn--hxajbheg2az3al.xn--jxalpdlp",
    ]);
  });
});

describe("addresses", () => {
  test("are split at the last @ and compared in lower case", () => {
    fc.assert(
      fc.property(fc.emailAddress(), domain, (address, name) => {
        const localPart = address.slice(0, address.lastIndexOf("@"));
        fc.pre(!localPart.includes("*"));
        expect(addressRule(`${localPart}@${name}`)).toBeUndefined();
        expect(parseAddress(`${localPart.toUpperCase()}@${name.toUpperCase()}`)).toEqual({
          localPart: localPart.toLowerCase(),
          domain: name,
        });
      }),
    );
  });

  test("that are accepted have no special character of a receipt rule or command", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii", maxLength: 2 }), (part) => {
        const text = `a${part}n`;
        if (addressRule(text) === undefined) expect(text).not.toMatch(/[\s"<>()[\]\\,;:*]/);
      }),
      { numRuns: 500 },
    );
  });
});

describe("names in AWS", () => {
  const oneOf = (characters: string, lengths: fc.StringConstraints) =>
    fc.string({ unit: fc.constantFrom(...characters), ...lengths });

  test("accepts the rule names of the API reference, and no longer names", () => {
    const middle = oneOf("aZ9_.-", { maxLength: 62 });
    fc.assert(fc.property(middle, (name) => ruleNameRule(`A${name}9`) === undefined));
    fc.assert(
      fc.property(oneOf("aZ9_.-", { minLength: 63, maxLength: 99 }), (name) => ruleNameRule(`A${name}9`) !== undefined),
    );
    fc.assert(
      fc.property(fc.constantFrom(..."_.-"), (edge) => !!ruleNameRule(`${edge}a`) && !!ruleNameRule(`a${edge}`)),
    );
  });

  test("accepts the bucket names of the user guide", () => {
    fc.assert(
      fc.property(oneOf("ab09-.", { minLength: 0, maxLength: 70 }), (name) => {
        const described =
          name.length >= 3 &&
          name.length <= 63 &&
          /^[a-z0-9].*[a-z0-9]$/.test(name) &&
          !name.includes("..") &&
          !/^\d+\.\d+\.\d+\.\d+$/.test(name);
        expect(bucketNameRule(name) === undefined).toBe(described);
      }),
      { numRuns: 1000 },
    );
    for (const name of [
      "xn--mail",
      "sthree-mail",
      "amzn-s3-demo-mail",
      "mail-s3alias",
      "mail--ol-s3",
      "mail.mrap",
      "mail--x-s3",
      "mail--table-s3",
      "mail-an",
    ]) {
      expect(bucketNameRule(name)?.expected).toContain("AWS keeps for itself");
    }
  });

  test("makes a valid queue name from every bucket name", () => {
    fc.assert(
      fc.property(oneOf("ab09-.", { minLength: 3, maxLength: 63 }), (bucket) => {
        fc.pre(bucketNameRule(bucket) === undefined);
        expect(queueNameRule(queueNameFor(bucket))).toBeUndefined();
      }),
      { numRuns: 500, maxSkipsPerRun: 1000 },
    );
  });

  test("refuses a prefix that would change the meaning of a key or a path", () => {
    fc.assert(
      fc.property(oneOf("ab./-*?$ \\\u0000é", { maxLength: 12 }), (prefix) => {
        fc.pre(prefixRule(prefix) === undefined);
        expect(prefix.split("/")).not.toEqual(expect.arrayContaining([expect.stringMatching(/^\.{0,2}$|[*?$ \\\0é]/)]));
      }),
      { numRuns: 1000, maxSkipsPerRun: 1000 },
    );
  });
});

test.each([
  ["alice", "alice", undefined],
  ["alice:mail", "alice", "mail"],
  ["1000:8", 1000, 8],
  ["alice:8", "alice", 8],
  [1000, 1000, undefined],
])("reads the owner %s", (text, user, group) => {
  expect(parseOwner(text)).toEqual({ user, group });
});
