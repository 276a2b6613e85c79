import { domainToASCII } from "node:url";
import { splitAtDomain } from "../../../inbound/address";
import { matchesCondition } from "../../../inbound/recipient-condition";
import { asciiLowerCase, toALabels } from "../../../lib/domain-name";
import { domainRule, declaredDomain as inSettings } from "../../../settings/names/domain-names";
import { addressOwners } from "../../../importer/message/address-owners";
import type { Mailbox } from "../../../settings/model";

/** A sample of the assigned characters: every fifth of the many scripts below U+3000, every 211th of the large blocks above. */
function* characters(): Generator<string> {
  for (let code = 0; code <= 0x323af; code += code < 0x3000 ? 5 : 211) {
    const character = String.fromCodePoint(code);
    if (/[^\p{Cn}\p{Cs}\p{Co}]/u.test(character)) yield character;
  }
}

describe("the A-labels of names with any character", () => {
  const named = [...characters()].flatMap((character) => {
    const name = `a${character}b.example.org`;
    return inSettings(name) !== name && domainRule(name) === undefined ? [{ character, ascii: inSettings(name) }] : [];
  });

  test("are those of Node, if its tables have the character", () => {
    const others = named.filter(({ character, ascii }) => {
      const byNode = domainToASCII(`a${character}b.example.org`);
      return byNode !== ascii && byNode !== "";
    });
    // UTS #46 changed the mapping of this character with Unicode 15.1.
    expect(others.filter(({ character }) => character !== "ẞ")).toEqual([]);
    expect(named.length).toBeGreaterThan(1_500);
  });

  test("convert to themselves, and are one domain for settings, rules and importer", () => {
    const differing = named.filter(({ ascii }) => {
      const mailbox = { addresses: [`alice@${ascii}`], catchAllDomains: [] } as unknown as Mailbox;
      const recipient = splitAtDomain(`alice@${ascii}`);
      return !(
        inSettings(ascii) === ascii &&
        recipient?.domain === ascii &&
        matchesCondition(`alice@${ascii}`, recipient) &&
        addressOwners([mailbox]).owners(`alice@${ascii.toUpperCase()}`)[0] === mailbox
      );
    });
    expect(differing).toEqual([]);
  });
});

describe("a domain name", () => {
  test.each([
    ["col·lecció.cat", "xn--collecci-ioa91d.cat"],
    ["ジョン・スミス.jp", "xn--yckca5mnb7duc.jp"],
    ["צה״ל.co.il", "xn--8dbq2a9c.co.il"],
    ["ארה׳ב.example", "xn--4dbci3fqc.example"],
    ["नी‌ल्‍प.example", undefined],
    ["क्‌ष.example", "xn--11b2ezcs70k.example"],
    ["☕.example", "xn--53h.example"],
    ["faß.example", "xn--fa-hia.example"],
    ["MÜNCHEN.example.", "xn--mnchen-3ya.example"],
    ["r3---sn.example", "r3---sn.example"],
    ["_dmarc.Example.org", "_dmarc.example.org"],
  ])("%s is %s", (name, ascii) => {
    expect(toALabels(name)).toBe(ascii);
  });

  test.each([
    "xn--example-.org",
    "xn--.org",
    "xn--a.org",
    "xn--MNCHEN-3YA-.org",
    "a..org",
    ".org",
    "a b.org",
    "a/b.org",
    "a%62.org",
    "[192.0.2.1]",
    "",
  ])("is not %s", (name) => {
    expect(toALabels(name)).toBeUndefined();
  });

  test("has labels of at most 63 characters, and at most 253 in all", () => {
    expect(toALabels(`${"a".repeat(63)}.org`)).toBeDefined();
    expect(toALabels(`${"a".repeat(64)}.org`)).toBeUndefined();
    expect(toALabels(`${"a.".repeat(125)}org`)).toBeDefined();
    expect(toALabels(`${"a.".repeat(126)}org`)).toBeUndefined();
  });
});

test("only ASCII letters are lower-cased in an address: the Kelvin sign is not k", () => {
  expect(asciiLowerCase("KÉ")).toBe("kÉ");
  expect(asciiLowerCase("\u212a")).toBe("\u212a");
});
