import type { AppliedRules } from "../../inbound/applied-rules";
import type { DangerRule } from "../model/danger";
import { listOf } from "../model/describe";

/** A Stop action ends the evaluation for the whole message, also for recipients of later rules. */
export const ruleUnreachable: DangerRule = {
  id: "rule-unreachable",
  mail: "if the first rule matches a message, recipients of later rules get no copy, although SES accepted the message with 250",
  since: "the first message after the apply",
  *find({ rulesAt }) {
    const before = unreachableByStop(rulesAt.before.applied);
    for (const [stop, later] of unreachableByStop(rulesAt.after.applied)) {
      const newlyUnreachable = later.filter((rule) => !before.get(stop)?.includes(rule));
      if (newlyUnreachable.length > 0)
        yield { what: `the Stop action of rule ${stop} now stands before ${listOf(newlyUnreachable)}` };
    }
  },
};

/** The enabled rules after each rule with a Stop action, keyed by that rule. */
function unreachableByStop(rules: AppliedRules | undefined): Map<string, string[]> {
  const enabled = (rules?.activeRuleSet?.rules ?? []).filter((rule) => rule.enabled);
  const stops = enabled.filter(({ actions }) => actions.some(({ type }) => type === "Stop"));
  return new Map(stops.map((stop) => [stop.name, enabled.slice(enabled.indexOf(stop) + 1).map(({ name }) => name)]));
}
