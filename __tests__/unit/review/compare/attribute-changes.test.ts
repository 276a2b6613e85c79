import fc from "fast-check";
import { attributeChanges } from "../../../../review/compare/attribute-changes";
import { withDefaults } from "../../../../review/compare/normalize";
import { canonical } from "../../../../review/model/json";

const scalar = fc.constantFrom<(string | number | null)[]>("0", "1", 1, null);
const block = fc.record({ id: scalar, position: scalar, x: scalar }, { requiredKeys: [] });
const rules = fc.array(fc.oneof({ weight: 5, arbitrary: block }, scalar), { maxLength: 3 });

test("different values have a change, also if blocks share a name", () => {
  fc.assert(
    fc.property(rules, rules, (left, right) => {
      const [before, after] = [left, right].map((rule) => withDefaults("aws_thing", { rule }));
      expect(attributeChanges(before!, after!).length > 0).toBe(canonical(before) !== canonical(after));
    }),
    { numRuns: 1000 },
  );
});
