import { hanging, wrapColumn } from "../../../lib/wrap";

describe("the breaking of lines", () => {
  test("keeps a word whole that is longer than a line", () => {
    expect(hanging("a verylongword b", 6)).toEqual(["a", "verylongword", "b"]);
  });

  test("keeps a text in its column", () => {
    expect(wrapColumn("name  one two three", 6, 13)).toBe("name  one two\n      three");
  });

  test("leaves a line alone where there is no width", () => {
    expect(wrapColumn("name  one  two", 6, Infinity)).toBe("name  one  two");
  });
});
