import fc from "fast-check";
import { coveringLocalParts, labelBases } from "../../../lib/address-label";

const part = fc.stringMatching(/^[a-z.]{1,5}$/);

describe("the label of an address", () => {
  test("begins at the first plus sign after a character", () => {
    fc.assert(
      fc.property(part, fc.array(part), (user, labels) => {
        const localPart = [user, ...labels].join("+");
        expect(coveringLocalParts(localPart)).toEqual([localPart, user]);
        expect(labelBases(localPart)).toEqual(labels.map((_, count) => [user, ...labels.slice(0, count)].join("+")));
      }),
    );
  });

  test("needs a user before it", () => {
    expect(coveringLocalParts("+sales")).toEqual(["+sales", "+sales"]);
    expect(coveringLocalParts("a++b")).toEqual(["a++b", "a"]);
  });
});
