import type { DangerRule } from "../model/danger";

export const rulesUnreadable: DangerRule = {
  id: "rules-unreadable",
  mail: "the review cannot determine which recipients SES would refuse or where SES would store their mail",
  since: "the first message after the apply",
  *find({ rulesAt: { before, after } }) {
    if (after.problem !== undefined) yield { what: after.problem };
    else if (before.problem !== undefined) yield { what: `before the change: ${before.problem}` };
  },
};
