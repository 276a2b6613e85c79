import fc from "fast-check";
import { splitAtDomain } from "../../../inbound/address";
import { matchesCondition } from "../../../inbound/recipient-condition";
import type { LocalPartCase } from "../../../inbound/address";

const word = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,8}$/);
const label = fc.stringMatching(/^[a-z0-9]{1,6}$/);
const topLevel = fc.stringMatching(/^[a-z]{2,6}$/);
const domain = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), topLevel)
  .map(([labels, top]) => [...labels, top].join("."));

function matches(condition: string, recipient: string, localPartCase?: LocalPartCase): boolean {
  const address = splitAtDomain(recipient);
  return address !== undefined && matchesCondition(condition, address, localPartCase);
}

/** Changes the case of some letters. */
const recased = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) => [...text].map((letter, i) => (upper[i] ? letter.toUpperCase() : letter)).join(""));

describe("recipient conditions", () => {
  test("an address matches itself in any case, and with any label", () => {
    const addresses = fc
      .tuple(word, domain)
      .chain(([local, host]) => fc.tuple(fc.constant(`${local}@${host}`), recased(`${local}@${host}`)));
    fc.assert(
      fc.property(addresses, label, ([address, written], added) => {
        expect(matches(address, written)).toBe(true);
        expect(matches(written, address)).toBe(true);
        expect(matches(address, written.replace("@", `+${added}@`))).toBe(true);
      }),
    );
  });

  test("an address matches no other local part and no other domain", () => {
    fc.assert(
      fc.property(word, word, domain, domain, (local, otherLocal, host, otherHost) => {
        fc.pre(local !== otherLocal && host !== otherHost);
        expect(matches(`${local}@${host}`, `${otherLocal}@${host}`)).toBe(false);
        expect(matches(`${local}@${host}`, `${local}@${otherHost}`)).toBe(false);
        expect(matches(`${local}@${host}`, `${local}@sub.${host}`)).toBe(false);
      }),
    );
  });

  test("a labelled address matches only that label", () => {
    fc.assert(
      fc.property(word, label, label, domain, (local, wanted, other, host) => {
        fc.pre(wanted !== other);
        const condition = `${local}+${wanted}@${host}`;
        expect(matches(condition, `${local}+${wanted}@${host}`)).toBe(true);
        expect(matches(condition, `${local}+${other}@${host}`)).toBe(false);
        expect(matches(condition, `${local}+${wanted}+${other}@${host}`)).toBe(false);
        expect(matches(condition, `${local}@${host}`)).toBe(false);
      }),
    );
  });

  test("a domain and a leading dot never match one recipient; a subdomain matches one", () => {
    fc.assert(
      fc.property(word, domain, fc.array(label, { maxLength: 3 }), (local, host, below) => {
        const recipient = `${local}@${[...below, host].join(".")}`;
        expect(matches(host, recipient)).toBe(below.length === 0);
        expect(matches(`.${host}`, recipient)).toBe(below.length > 0);
      }),
    );
  });

  test("case matters only if respected, and only in the local part", () => {
    expect(matches("alice@example.org", "Alice@example.org")).toBe(true);
    expect(matches("alice@example.org", "Alice@example.org", "respected")).toBe(false);
    expect(matches("alice@example.org", "alice@EXAMPLE.org", "respected")).toBe(true);
  });

  test.each([
    ["xn--mnchen-3ya.de", "a@xn--mnchen-3ya.de"],
    ["münchen.de", "a@xn--mnchen-3ya.de"],
    ["a@MÜNCHEN.de", "a@xn--mnchen-3ya.de"],
  ])("%s and %s are one domain", (condition, recipient) => {
    expect(matches(condition, recipient)).toBe(true);
  });

  test.each(["postmaster", "a@[127.0.0.1]", "@example.org", "a@", "a@exam%70le.org", "a@example.org/x"])(
    "no condition covers %s",
    (recipient) => {
      expect(splitAtDomain(recipient)).toBeUndefined();
    },
  );

  test("the last @ divides, so that a quoted one stays in the local part", () => {
    expect(splitAtDomain('"a@b"@example.org')).toEqual({ localPart: '"a@b"', domain: "example.org" });
  });
});
