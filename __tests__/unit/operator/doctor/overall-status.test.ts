import fc from "fast-check";
import type { Status } from "../../../../operator/doctor/model";
import { countResults, overallStatus } from "../../../../operator/doctor/overall-status";
import { result } from "./support";

const overall = (...statuses: Status[]) =>
  overallStatus(countResults(statuses.map((status) => result("x", { status }))));

describe("the overall status of doctor", () => {
  test.each([
    ["good", ["OK", "NOTE"]],
    ["warning", ["OK", "WARN", "UNKNOWN"]],
    ["failure", ["FAIL", "WARN", "UNKNOWN"]],
    ["unknown", ["OK", "NOTE", "UNKNOWN"]],
    ["good", []],
  ] as const)("is %s for %j", (expected, statuses) => {
    expect(overall(...statuses)).toBe(expected);
  });

  test("counts every result once", () => {
    const any = fc.record({
      status: fc.constantFrom<Status>("OK", "NOTE", "WARN", "FAIL", "UNKNOWN"),
      muted: fc.constantFrom(undefined, "known"),
    });
    fc.assert(
      fc.property(fc.array(any), (results) => {
        const counts = countResults(results.map((more) => result("x", more)));
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(results.length);
      }),
    );
  });

  test("leaves muted results out", () => {
    expect(overallStatus(countResults([result("x", { status: "FAIL", muted: "known" })]))).toBe("good");
  });
});
