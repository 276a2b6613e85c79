import type { Check, Finding } from "../../../../operator/doctor/model";
import { runChecks } from "../../../../operator/doctor/run-checks";
import { checkWith, good, noContext } from "./support";

const run = (checks: readonly Check[], wholeDeadlineMs = 60_000) =>
  runChecks({ checks, context: noContext, wholeDeadlineMs });
const bad: Finding = { status: "FAIL", found: "bad" };
const blind: Finding = { status: "UNKNOWN", found: "dark" };
const forever: Check["look"] = () => new Promise(() => undefined);

describe("doctor", () => {
  test("shows results in the order of the checks", async () => {
    let release: () => void = () => undefined;
    const slow = checkWith("slow", async () => {
      await new Promise<void>((resolve) => (release = resolve));
      return good;
    });
    const quick = checkWith("quick", () => Promise.resolve().then(() => (release(), good)));
    expect((await run([slow, quick])).map(({ id }) => id)).toEqual(["slow", "quick"]);
  });

  test("turns an error of a check into a result, and runs the others", async () => {
    const broken = checkWith("broken", () => Promise.reject(new TypeError("x is not a function")));
    const [first, second] = await run([broken, checkWith("other")]);
    expect(first).toMatchObject({ id: "broken", status: "FAIL" });
    expect(first?.found).toBe("fault of doctor: TypeError: x is not a function");
    expect(second).toMatchObject({ id: "other", status: "OK" });
  });

  test("turns an error before the promise into a result", async () => {
    const broken = checkWith("broken", () => {
      throw new Error("at once");
    });
    expect(await run([broken])).toMatchObject([{ status: "FAIL", found: "fault of doctor: Error: at once" }]);
  });

  test("turns an error in the list of subjects into a result", async () => {
    const broken = checkWith("broken", good, {
      subjects: () => {
        throw new Error("no subjects");
      },
    });
    expect(await run([broken])).toMatchObject([{ status: "FAIL", found: "fault of doctor: Error: no subjects" }]);
  });

  test("reports a check over its time limit as unknown, not as failed", async () => {
    const [late] = await run([checkWith("late", forever, { deadlineMs: 20 })]);
    expect(late).toMatchObject({ status: "UNKNOWN", found: "no answer within 0.02 s" });
  });

  test("aborts the signal of a check over its time limit", async () => {
    let reason: unknown;
    const late = checkWith(
      "late",
      (_, __, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener("abort", () => reject((reason = signal.reason) as Error)),
        ),
      { deadlineMs: 20 },
    );
    expect(await run([late])).toMatchObject([{ status: "UNKNOWN" }]);
    expect(reason).toMatchObject({ name: "TimeoutError" });
  });

  test("ends the whole run at its own deadline", async () => {
    expect(await run([checkWith("late", forever)], 20)).toMatchObject([{ status: "UNKNOWN" }]);
  });

  test.each([
    ["failed", bad],
    ["is unknown", blind],
  ])("does not run a check whose requirement %s", async (_, need) => {
    let looked = false;
    const needy = checkWith("needy", () => Promise.resolve(((looked = true), good)), { needs: ["base"] });
    const [, second] = await run([checkWith("base", need), needy]);
    expect(second).toMatchObject({ status: "UNKNOWN", blockedBy: "base" });
    expect(looked).toBe(false);
  });

  test.each(["NOTE", "WARN"] as const)("runs a check whose requirement has a %s", async (status) => {
    const needy = checkWith("needy", good, { needs: ["base"] });
    expect((await run([checkWith("base", { status, found: "so so" }), needy]))[1]).toMatchObject({ status: "OK" });
  });

  test("names the first cause in a chain of requirements", async () => {
    const results = await run([
      checkWith("a", blind),
      checkWith("b", good, { needs: ["a"] }),
      checkWith("c", good, { needs: ["b"] }),
    ]);
    expect(results.map(({ blockedBy }) => blockedBy)).toEqual([undefined, "a", "a"]);
  });

  test("lets a failed domain stop the checks of that domain only", async () => {
    const subjects = () => ["good.example", "bad.example"];
    const base = checkWith("base", (subject) => Promise.resolve(subject === "bad.example" ? bad : good), { subjects });
    const results = await run([base, checkWith("needy", good, { needs: ["base"], subjects })]);
    expect(results.filter(({ id }) => id === "needy")).toMatchObject([
      { subject: "good.example", status: "OK" },
      { subject: "bad.example", status: "UNKNOWN" },
    ]);
  });

  test("lets a failed requirement without subject stop all subjects", async () => {
    const needy = checkWith("needy", good, { needs: ["base"], subjects: () => ["one", "two"] });
    const results = await run([checkWith("base", bad, { subjects: () => ["DNS"] }), needy]);
    expect(results.slice(1)).toMatchObject([{ blockedBy: "base" }, { blockedBy: "base" }]);
  });

  test("runs a requirement once for all its dependents", async () => {
    let times = 0;
    const base = checkWith("base", () => Promise.resolve((times++, good)));
    await run([base, checkWith("one", good, { needs: ["base"] }), checkWith("two", good, { needs: ["base"] })]);
    expect(times).toBe(1);
  });

  test("names the running checks while it waits", async () => {
    const seen = new Set<string>();
    await runChecks({
      checks: [checkWith("a"), checkWith("b")],
      context: noContext,
      wholeDeadlineMs: 60_000,
      observe: (running) => running.forEach(({ id }) => seen.add(id)),
    });
    expect([...seen]).toEqual(["a", "b"]);
  });

  test("has no result for a check that does not apply", async () => {
    expect(await run([checkWith("absent", () => Promise.resolve([]))])).toEqual([]);
  });
});
