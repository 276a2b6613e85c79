import { counted, dateAndTime, duration } from "../../../../lib/page/units";
import { originOf } from "../../../../lib/page/origin";
import { shellWord } from "../../../../lib/shell-word";

test.each([
  [0, "0.0 s"],
  [59.94, "59.9 s"],
  [59.96, "1 min"],
  [725, "12 min 5 s"],
  [3599.7, "1 h"],
  [12_000, "3 h 20 min"],
])("%d seconds are %s", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test("a count agrees with its noun and separates thousands", () => {
  expect([counted(1, "message"), counted(1_204_567, "copy", "copies")]).toEqual(["1 message", "1,204,567 copies"]);
});

test("a date is written in UTC, independent of the locale", () => {
  expect(dateAndTime("2026-11-27T00:05:59.000Z")).toBe("27 November 2026, 00:05 UTC");
});

test("the command to repeat is quoted for a shell", () => {
  expect(originOf(["drill", "--mail", "my mail/it's"], "1.0.0", new Date(0)).command).toBe(
    String.raw`drill --mail 'my mail/it'\''s'`,
  );
  expect(shellWord("")).toBe("''");
});
