import { addTo } from "../../lib/group-by";
import type { DangerRule } from "../model/danger";
import { listOf } from "../model/describe";
import { isStored } from "../compare/recipients";

export const recipientMoved: DangerRule = {
  id: "recipient-moved",
  mail: "SES stores the mail under another prefix: another mailbox gets the mail, or no mailbox if the importer's settings are not updated",
  since: "the first message after the apply; mail under the old prefix stays there",
  *find({ recipients }) {
    const routes = new Map<string, string[]>();
    for (const { recipient, before, after } of recipients) {
      if (
        !isStored(before) ||
        !isStored(after) ||
        before.stored.every((place) => [...after.stored, ...after.copies].includes(place))
      )
        continue;
      const route = `from ${before.stored.join(" and ")} to ${after.stored.join(" and ")}`;
      addTo(routes, route, recipient);
    }
    for (const [route, recipients] of routes) yield { what: `mail to ${listOf(recipients)} goes ${route}` };
  },
};
