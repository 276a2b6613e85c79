import type { Danger } from "../model/danger";

export interface RuleDangers extends Pick<Danger, "rule" | "mail" | "since"> {
  readonly findings: readonly Danger[];
}

/** Groups the dangers by rule, in the order of the rules: the effect on mail is printed once for each rule. */
export function byRule(dangers: readonly Danger[]): RuleDangers[] {
  const rules = [...new Set(dangers.map(({ rule }) => rule))];
  return rules.flatMap((rule) => {
    const findings = dangers.filter((danger) => danger.rule === rule);
    return findings[0] === undefined ? [] : [{ rule, mail: findings[0].mail, since: findings[0].since, findings }];
  });
}
