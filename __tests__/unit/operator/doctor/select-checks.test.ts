import { allChecks } from "../../../../operator/doctor/checks";
import { selectChecks } from "../../../../operator/doctor/select-checks";
import { checkWith } from "./support";

const checks = [
  checkWith("base"),
  checkWith("middle", undefined, { needs: ["base"] }),
  checkWith("top", undefined, { needs: ["middle"], place: "aws" }),
  checkWith("probe", undefined, { optIn: true }),
];
const ids = (selection: Parameters<typeof selectChecks>[1]) => {
  const { checks: selected, chosen } = selectChecks(checks, selection);
  return { run: selected.map(({ id }) => id), chosen: [...chosen] };
};

describe("the selection of checks", () => {
  test("is all that are not opt-in", () => {
    expect(ids({ ids: [] }).run).toEqual(["base", "middle", "top"]);
  });

  test("has what a named check needs, but only that one was asked for", () => {
    expect(ids({ ids: ["top"] })).toEqual({ run: ["base", "middle", "top"], chosen: ["top"] });
  });

  test("has what the checks of a place need elsewhere", () => {
    expect(ids({ ids: [], only: "aws" })).toEqual({ run: ["base", "middle", "top"], chosen: ["top"] });
  });

  test("has an opt-in check where it is named or wanted", () => {
    expect(ids({ ids: ["probe"] }).run).toEqual(["probe"]);
    expect(ids({ ids: [], optIn: ["probe"] }).run).toContain("probe");
  });

  test("refuses an id that no check has", () => {
    expect(() => ids({ ids: ["tpo"] })).toThrow(/expected the id of a check .*, found tpo/);
  });
});

describe("the checks of doctor", () => {
  test("have ids of their own", () => {
    const all = allChecks.map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
  });

  test("need checks that come before them only, so that nothing waits in a circle", () => {
    const before = new Set<string>();
    for (const { id, needs } of allChecks) {
      expect([...before]).toEqual(expect.arrayContaining([...needs]));
      before.add(id);
    }
  });

  // The canary waits for an import.
  const quick = allChecks.filter(({ id }) => id !== "canary");
  test.each(quick.map(({ id, title, deadlineMs }) => ({ id, title, deadlineMs })))(
    "ask a question and end within 10 s: $id",
    ({ title, deadlineMs }) => {
      expect(title).toMatch(/\?( \(--\w+\))?$/);
      expect(deadlineMs).toBeLessThanOrEqual(10_000);
    },
  );
});
