import fc from "fast-check";
import { anyText } from "../../../fixtures/any-text";
import { compareKeys } from "../../../store/key-order";

const key = anyText({ maxLength: 12 });

test("keys have the order of their UTF-8 bytes", () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test("a character beyond U+FFFF sorts after U+FFFD, unlike in JavaScript", () => {
  expect(compareKeys("\u{1f4e7}", "\ufffd")).toBeGreaterThan(0);
  expect("\u{1f4e7}" < "\ufffd").toBe(true);
});
