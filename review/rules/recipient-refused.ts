import type { DangerRule } from "../model/danger";
import { listOf } from "../model/describe";
import { isStored } from "../compare/recipients";

export const recipientRefused: DangerRule = {
  id: "recipient-refused",
  mail: "SES refuses the mail with 550, and the sender does not retry: without a standby the mail would have waited for the primary",
  since: "the first message after the apply",
  *find({ recipients }) {
    const lost = recipients.filter(({ before, after }) => isStored(before) && after.refusal !== undefined);
    for (const refusal of new Set(lost.map(({ after }) => after.refusal))) {
      const names = lost.filter(({ after }) => after.refusal === refusal).map(({ recipient }) => recipient);
      yield { what: `the standby refuses ${listOf(names)} (${refusal})` };
    }
  },
};
