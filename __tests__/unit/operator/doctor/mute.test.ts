import { applyMutes } from "../../../../operator/doctor/mute";
import type { Result } from "../../../../operator/doctor/model";
import type { Mute } from "../../../../settings/model";
import { result } from "./support";

const mute = (more: Partial<Mute> = {}): Mute => ({
  check: "mx-ttl",
  subject: undefined,
  until: "2027-06-30",
  reason: "moving",
  ...more,
});
const apply = (results: readonly Result[], ...mutes: readonly Mute[]) =>
  applyMutes(results, { mutes, today: "2027-06-30", knownIds: new Set(["mx-ttl", "mx-order", "needy"]) });
const bad = result("mx-ttl", { status: "FAIL" });

describe("a mute of doctor", () => {
  test("marks its finding with the reason and the last day", () => {
    expect(apply([bad], mute())).toEqual([{ ...bad, muted: "moving (until 2027-06-30)" }]);
  });

  test("of one subject does not mute other subjects", () => {
    const other = { ...bad, subject: "example.net" };
    const [first, second] = apply([bad, other], mute({ subject: "example.org" }));
    expect([first?.muted, second?.muted]).toEqual(["moving (until 2027-06-30)", undefined]);
  });

  test("also mutes results that its finding blocks", () => {
    const blocked = result("needy", { status: "UNKNOWN", blockedBy: "mx-ttl" });
    expect(apply([bad, blocked], mute())[1]?.muted).toBe("moving (until 2027-06-30)");
  });

  test("does not mute results that another finding blocks", () => {
    const blocked = result("needy", { status: "UNKNOWN", blockedBy: "mx-order" });
    expect(apply([bad, blocked], mute())[1]?.muted).toBeUndefined();
  });

  test("that matches nothing is a warning", () => {
    expect(apply([result("mx-ttl")], mute())[1]).toMatchObject({
      id: "mute",
      status: "WARN",
      found: "the mute matches no finding",
    });
  });

  test("of a check that does not exist is a warning", () => {
    expect(apply([], mute({ check: "mx-tll" }))[0]?.found).toBe("there is no check mx-tll");
  });

  test("of a check that was not run has no result", () => {
    expect(apply([result("mx-order")], mute())).toEqual([result("mx-order")]);
  });

  test("that has ended mutes nothing and is a warning", () => {
    const [first, second] = apply([bad], mute({ until: "2027-06-29" }));
    expect(first?.muted).toBeUndefined();
    expect(second).toMatchObject({ id: "mute", status: "WARN", found: "the mute ended on 2027-06-29" });
  });
});
