import type { DangerRule } from "../model/danger";
import { changesOf } from "../model/select";
import { text } from "../model/json";

export const senderBlocked: DangerRule = {
  id: "sender-blocked",
  mail: "SES refuses these senders permanently during the SMTP session, even if the primary would accept their mail",
  since: "the first connection after the apply",
  *find(comparison) {
    for (const { address, before, after } of changesOf(comparison, "aws_ses_receipt_filter")) {
      const [filterBefore, filterAfter] = [before, after].map(
        (side) => `${text(side, "policy")} ${text(side, "cidr")}`,
      );
      if (text(after, "policy") === "Block" && filterBefore !== filterAfter)
        yield { address, what: `${text(after, "cidr")} is blocked` };
      if (text(before, "policy") === "Allow" && filterBefore !== filterAfter) {
        yield { address, what: `${text(before, "cidr")} is no longer let in past SES's own block list` };
      }
    }
  },
};
