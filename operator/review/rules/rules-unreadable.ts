import type { DangerRule } from "../danger";

export const rulesUnreadable: DangerRule = {
  id: "rules-unreadable",
  mail: "nobody can say which recipients would be refused or where their mail would be kept",
  since: "the first message after the apply",
  *find({ reception }) {
    if (reception.after.problem !== undefined) yield { what: reception.after.problem };
  },
};
