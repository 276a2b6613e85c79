import type { Danger } from "../model/danger";

export interface RuleDangers extends Pick<Danger, "rule" | "mail" | "since"> {
  readonly findings: readonly Danger[];
}

/** The dangers with what happens to mail said once a rule, in the order of the rules. */
export function byRule(dangers: readonly Danger[]): RuleDangers[] {
  const rules = [...new Set(dangers.map(({ rule }) => rule))];
  return rules.flatMap((rule) => {
    const findings = dangers.filter((danger) => danger.rule === rule);
    return findings[0] === undefined ? [] : [{ rule, mail: findings[0].mail, since: findings[0].since, findings }];
  });
}
