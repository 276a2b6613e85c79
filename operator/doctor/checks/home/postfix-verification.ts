import { postfixCheck, recipientRestrictions } from "./postfix-check";

export const postfixVerification = postfixCheck({
  id: "postfix-verification",
  title: "Does the primary probe recipients before it accepts mail for them?",
  look(parameters) {
    const probes = recipientRestrictions(parameters).includes("reject_unverified_recipient");
    if (!probes) return { status: "OK", found: "no reject_unverified_recipient" };
    return {
      status: "NOTE",
      found: "reject_unverified_recipient",
      expected: "a list of recipients",
      why: "The first message to an address is deferred (450) while Postfix probes it, and may come by the standby.",
      advice: "let Postfix look addresses up (relay_recipient_maps, virtual_mailbox_maps) instead",
    };
  },
});
