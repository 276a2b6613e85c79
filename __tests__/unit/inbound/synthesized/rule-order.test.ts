import fc from "fast-check";
import { rulesInOrder, type ChainedRule } from "../../../../inbound/synthesized/rule-order";
import { rule } from "../support/rules";

const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 12 });

/** The rules chained in the order of their names, given in another order. */
const shuffledChain = names.chain((ordered) => {
  const chained = ordered.map((name, i): ChainedRule => ({ rule: rule(name, []), after: ordered[i - 1] }));
  return fc.tuple(fc.constant(ordered), fc.shuffledSubarray(chained, { minLength: chained.length }));
});

describe("the order of chained rules", () => {
  test("is the order of the chain, for any order in the file", () => {
    fc.assert(
      fc.property(shuffledChain, ([ordered, chained]) => {
        expect(rulesInOrder(chained, "x").map(({ name }) => name)).toEqual(ordered);
      }),
    );
  });

  test("is refused when any link is missing or duplicated", () => {
    fc.assert(
      fc.property(shuffledChain, fc.nat(), fc.option(fc.constant("nobody")), ([, chained], pick, otherwise) => {
        fc.pre(chained.length > 1);
        const behind = chained.filter(({ after }) => after !== undefined);
        const broken = behind[pick % behind.length];
        const after = otherwise ?? undefined;
        expect(() =>
          rulesInOrder(
            chained.map((one) => (one === broken ? { ...one, after } : one)),
            "x",
          ),
        ).toThrow("x: ");
      }),
    );
  });

  test("is refused when two rules have the same name, also in sequence", () => {
    const twice = [undefined, "a"].map((after): ChainedRule => ({ rule: rule("a", []), after }));
    expect(() => rulesInOrder(twice, "x")).toThrow("x: expected one rule named a, found two");
  });

  test("of no rules is empty", () => {
    expect(rulesInOrder([], "x")).toEqual([]);
  });
});
