import fc from "fast-check";
import { tryingOrder } from "../../../../drill/sender/mail-exchangers";

const exchanger = fc.record({ host: fc.domain(), preference: fc.nat({ max: 3 }) });

describe("the order of mail exchangers", () => {
  test("is that of their preferences, and includes all hosts", () => {
    fc.assert(
      fc.property(fc.array(exchanger), (exchangers) => {
        const ordered = tryingOrder(exchangers);
        const preferences = ordered.map(({ preference }) => preference);
        expect(preferences).toEqual([...preferences].sort((a, b) => a - b));
        expect(new Set(ordered)).toEqual(new Set(exchangers));
      }),
    );
  });

  test("is random among equals", () => {
    const equals = ["a", "b", "c"].map((host) => ({ host, preference: 10 }));
    const drawing = (...lots: number[]) => tryingOrder(equals, () => lots.shift()!).map(({ host }) => host);
    expect(drawing(0.1, 0.2, 0.3)).toEqual(["a", "b", "c"]);
    expect(drawing(0.3, 0.1, 0.2)).toEqual(["b", "c", "a"]);
    expect(drawing(0.2, 0.3, 0.1)).toEqual(["c", "a", "b"]);
  });
});
