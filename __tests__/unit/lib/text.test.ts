import { printable, singleLine } from "../../../lib/text";

test("a single line shows line ends, cursor movements and direction changes as codes", () => {
  expect(singleLine("a\u001B[2Jb\u202Ec\n  d")).toBe("a\\u{1b}[2Jb\\u{202e}c ⏎ d");
});

test("printable text shows every control and unassigned character by its code", () => {
  expect(printable("a\r\nb\u202Ec\u0378")).toBe("a\\u{d}\\u{a}b\\u{202e}c\\u{378}");
});
