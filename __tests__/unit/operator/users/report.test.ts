import { compareWithPrimary } from "../../../../operator/users/compare";
import { formatDifference, formatGaps } from "../../../../operator/users/report";
import { StandbyRecipients } from "../../../../operator/users/standby";
import { parse, sound } from "../../settings/support";
import { readingOf } from "./support";

test("a difference of 20,000 addresses is a text that a person can read", async () => {
  const addresses = Array.from({ length: 20_000 }, (_, index) => [`alias${index}`, "alice"] as const);
  const standby = new StandbyRecipients(parse(sound).settings);
  const difference = await compareWithPrimary({ reading: readingOf(addresses) }, standby);
  const lines = formatDifference(difference).split("\n");
  expect(lines.length).toBeLessThan(520);
  expect(lines).toContain("and 19503 more, which --json lists");
  expect(lines).toContain("20000 missing in the settings, 3 unknown to the primary, 0 of another mailbox");
});

test("the first of many gaps are shown, and all are counted", () => {
  const gap = (index: number) => ({
    source: `aliases: a${index}@example.org`,
    why: "a program",
    howToClose: "name it",
  });
  const lines = formatGaps(Array.from({ length: 3000 }, (_, index) => gap(index))).split("\n");
  expect(lines[0]).toBe("3000 gaps, which cannot be compared:");
  expect(lines.at(-1)).toBe("and 2900 more, which --json lists");
  expect(lines).toHaveLength(302);
});
