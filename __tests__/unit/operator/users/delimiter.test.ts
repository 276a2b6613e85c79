import { compareDelimiters } from "../../../../operator/users/delimiter";

const NO_PLUS = "the standby accepts user+label, which the primary refuses: it has no + in recipient_delimiter";

test.each([
  ["+", "+", [], []],
  ["+-", "-+", ["recipient_delimiter -"], []],
  ["-", "-", ["recipient_delimiter -"], [NO_PLUS]],
  ["", "", [], [NO_PLUS]],
  ["+", "-", [], ['recipientDelimiter is "-" in the settings, and "+" at the primary']],
  [undefined, "+", [], []],
])("a primary with %j and settings with %j", (primary, settings, gaps, warnings) => {
  const found = compareDelimiters(primary, settings);
  expect(found.gaps.map(({ source }) => source)).toEqual(gaps);
  expect(found.warnings).toEqual(warnings);
});
