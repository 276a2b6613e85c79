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
  test("is all checks that are not opt-in", () => {
    expect(ids({ ids: [] }).run).toEqual(["base", "middle", "top"]);
  });

  test("includes the requirements of a named check, but does not report them", () => {
    expect(ids({ ids: ["top"] })).toEqual({ run: ["base", "middle", "top"], chosen: ["top"] });
  });

  test("includes the requirements of a place's checks at other places", () => {
    expect(ids({ ids: [], only: "aws" })).toEqual({ run: ["base", "middle", "top"], chosen: ["top"] });
  });

  test("includes an opt-in check that is named or enabled", () => {
    expect(ids({ ids: ["probe"] }).run).toEqual(["probe"]);
    expect(ids({ ids: [], optIn: ["probe"] }).run).toContain("probe");
  });

  test("refuses an id that no check has", () => {
    expect(() => ids({ ids: ["tpo"] })).toThrow(/expected the id of a check .*, found tpo/);
  });
});

describe("the checks of doctor", () => {
  test("have unique ids", () => {
    const all = allChecks.map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
  });

  test("require only earlier checks, so that there is no cycle", () => {
    const before = new Set<string>();
    for (const { id, needs } of allChecks) {
      expect([...before]).toEqual(expect.arrayContaining([...needs]));
      before.add(id);
    }
  });

  // The canary waits for an import.
  const quick = allChecks.filter(({ id }) => id !== "canary");
  test.each(quick.map(({ id, title, deadlineMs }) => ({ id, title, deadlineMs })))(
    "have a question and a limit of at most 10 s: $id",
    ({ title, deadlineMs }) => {
      expect(title).toMatch(/\?( \(--\w+\))?$/);
      expect(deadlineMs).toBeLessThanOrEqual(10_000);
    },
  );
});
