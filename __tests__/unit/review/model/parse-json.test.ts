import fc from "fast-check";
import { parseJson } from "../../../../review/model/parse-json";

test("every JSON value is read as JSON.parse reads it", () => {
  const value = fc.jsonValue({ maxDepth: 4 }).filter((json) => !JSON.stringify(json).includes('"__proto__":'));
  fc.assert(
    fc.property(value, fc.boolean(), (json, isIndented) => {
      const source = JSON.stringify(json, undefined, isIndented ? 2 : undefined);
      expect(parseJson(source)).toEqual(JSON.parse(source));
    }),
  );
});

test.each([
  ['{"resource": {"a": 1}, "resource": {"b": 1}}', "expected each key once in its object, found a key twice"],
  ['[{"a\\"b" : "x\\\\", "a\\"b"\n: ":"}]', "expected each key once in its object, found a key twice"],
  ['{"a": 1, "\\u0061": 2}', "expected each key once in its object, found a key twice"],
  ['{"resource": {"aws_ses_receipt_rule": {"__proto__": {}}}}', 'expected no key "__proto__", found one'],
  ['{"\\u005f_proto__": 1}', 'expected no key "__proto__", found one'],
])("ambiguous JSON is refused: %j", (source, message) => {
  expect(() => parseJson(source)).toThrow(message);
});

test("a string of 4 MB is read", () => {
  const source = JSON.stringify({ policy: '\\"'.repeat(1_000_000) });
  expect(parseJson(source)).toEqual(JSON.parse(source));
});
