import type { AppliedRules } from "../../inbound/applied-rules";
import type { DangerRule } from "../model/danger";
import { listed } from "../model/describe";

/** A Stop action ends the rule set for the whole message, so also for the recipients that a later rule would have served. */
export const ruleUnreachable: DangerRule = {
  id: "rule-unreachable",
  mail: "of a message that the first rule matches too, the later rule's recipients get no copy, although SES took it with 250",
  since: "the first message after the apply",
  *find({ rulesAt }) {
    const before = cutOff(rulesAt.before.applied);
    for (const [stop, later] of cutOff(rulesAt.after.applied)) {
      const fresh = later.filter((rule) => !before.get(stop)?.includes(rule));
      if (fresh.length > 0) yield { what: `the Stop action of rule ${stop} now stands before ${listed(fresh)}` };
    }
  },
};

/** By rule with a Stop action: the enabled rules behind it. */
function cutOff(rules: AppliedRules | undefined): Map<string, string[]> {
  const enabled = (rules?.activeRuleSet?.rules ?? []).filter((rule) => rule.enabled);
  const stops = enabled.filter(({ actions }) => actions.some(({ type }) => type === "Stop"));
  return new Map(stops.map((stop) => [stop.name, enabled.slice(enabled.indexOf(stop) + 1).map(({ name }) => name)]));
}
