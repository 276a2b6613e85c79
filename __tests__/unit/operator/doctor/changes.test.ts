import fc from "fast-check";
import { findChanges, roundMeasurements, type Remembered } from "../../../../operator/doctor/changes";
import type { Result, Status } from "../../../../operator/doctor/model";
import { result } from "./support";

const bad = result("mx-order", { status: "FAIL", found: "10 mail, 10 standby" });
const blind = result("mx-order", { status: "UNKNOWN", found: "no answer within 5 s" });
const fine = result("mx-order");

/** The changes that each of several runs reports, one after another. */
function runs(...all: readonly (readonly Result[])[]) {
  let remembered: readonly Remembered[] = [];
  return all.map((results) => {
    const changes = findChanges(results, remembered);
    ({ remembered } = changes);
    return { news: changes.news.map(({ status }) => status), gone: changes.gone.map(({ status }) => status) };
  });
}

describe("doctor --changes", () => {
  test("reports a finding once", () => {
    expect(runs([bad], [bad])).toEqual([
      { news: ["FAIL"], gone: [] },
      { news: [], gone: [] },
    ]);
  });

  test("reports the end of a finding", () => {
    expect(runs([bad], [fine])[1]).toEqual({ news: [], gone: ["FAIL"] });
  });

  test("does not report an answer that was missing once", () => {
    expect(runs([fine], [blind], [fine]).flatMap(({ news, gone }) => [...news, ...gone])).toEqual([]);
  });

  test("reports that an answer is missing the second time", () => {
    expect(runs([blind], [blind], [blind]).map(({ news }) => news)).toEqual([[], ["UNKNOWN"], []]);
  });

  test("does not report the end of a finding that no check could examine", () => {
    expect(runs([bad], [blind], [bad]).slice(1)).toEqual([
      { news: [], gone: [] },
      { news: [], gone: [] },
    ]);
  });

  test("does not report the end of a finding whose check was not run", () => {
    expect(runs([bad], [], [bad]).slice(1)).toEqual([
      { news: [], gone: [] },
      { news: [], gone: [] },
    ]);
  });

  test("reports another fault of the same check", () => {
    expect(runs([bad], [{ ...bad, found: "5 standby, 10 mail" }])[1]).toEqual({ news: ["FAIL"], gone: ["FAIL"] });
  });

  test("does not report a measurement again", () => {
    const space = (found: string) => result("mailbox-space", { status: "WARN", found });
    expect(runs([space("712 MiB free, 4021 inodes")], [space("650 MiB free, 3999 inodes")])[1]?.news).toEqual([]);
  });

  test("does not report muted findings", () => {
    expect(runs([{ ...bad, muted: "known" }])).toEqual([{ news: [], gone: [] }]);
  });

  test("reports nothing if the run equals the previous run", () => {
    const anyResult = fc.record({
      id: fc.constantFrom("a", "b"),
      place: fc.constant("dns" as const),
      subject: fc.constantFrom("x", "y"),
      status: fc.constantFrom<Status>("OK", "NOTE", "WARN", "FAIL"),
      found: fc.string(),
      elapsedMs: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(anyResult), (results) => {
        expect(runs(results, results)[1]).toEqual({ news: [], gone: [] });
      }),
    );
  });
});

describe("rounding of measurements", () => {
  test("keeps numbers without a unit", () => {
    expect(roundMeasurements("10 mail.example.org, 100 standby")).toBe("10 mail.example.org, 100 standby");
  });

  test("keeps the number of digits of numbers with a unit", () => {
    expect(roundMeasurements("TTL 3599 s left, 12 min")).toBe("TTL 9999 s left, 99 min");
  });
});
