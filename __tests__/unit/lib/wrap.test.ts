import { hanging, wrapColumn } from "../../../lib/wrap";

describe("the breaking of lines", () => {
  test("does not break a word that is longer than a line", () => {
    expect(hanging("a verylongword b", 6)).toEqual(["a", "verylongword", "b"]);
  });

  test("indents continued lines to their column", () => {
    expect(wrapColumn("name  one two three", 6, 13)).toBe("name  one two\n      three");
  });

  test("leaves a line unchanged without a width", () => {
    expect(wrapColumn("name  one  two", 6, Infinity)).toBe("name  one  two");
  });
});
