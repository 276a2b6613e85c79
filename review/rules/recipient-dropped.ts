import type { DangerRule } from "../model/danger";
import { listOf } from "../model/describe";
import { isStored } from "../compare/recipients";

export const recipientDropped: DangerRule = {
  id: "recipient-dropped",
  mail: "SES accepts the mail with 250 and stores it nowhere: the mail is lost, and neither sender nor recipient is notified",
  since: "the first message after the apply",
  *find({ recipients }) {
    const dropped = recipients.filter(({ before, after }) => {
      return after.refusal === undefined && !isStored(after) && (isStored(before) || before.refusal !== undefined);
    });
    if (dropped.length > 0)
      yield { what: `no rule stores mail to ${listOf(dropped.map(({ recipient }) => recipient))}` };
  },
};
