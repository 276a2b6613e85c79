import type { DangerRule } from "../model/danger";

export const rulesUnreadable: DangerRule = {
  id: "rules-unreadable",
  mail: "nobody can say which recipients would be refused or where their mail would be kept",
  since: "the first message after the apply",
  *find({ rulesAt: { before, after } }) {
    if (after.problem !== undefined) yield { what: after.problem };
    else if (before.problem !== undefined) yield { what: `before the change: ${before.problem}` };
  },
};
