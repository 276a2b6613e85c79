import { postfixCheck, recipientRestrictions } from "./postfix-check";

/** Policy servers that defer the first message of a sender, by their names in master.cf, sockets and ports. */
const GREYLISTING =
  /postgrey|sqlgrey|gld|greyd|greylist|policyd-weight|127\.0\.0\.1:(10023|60000|2501)\b|localhost:(10023|60000|2501)\b/i;

export const postfixGreylisting = postfixCheck({
  id: "postfix-greylisting",
  title: "Does the primary greylist?",
  look(parameters) {
    const found = recipientRestrictions(parameters).filter((restriction) => GREYLISTING.test(restriction));
    if (found.length === 0) return { status: "OK", found: "no greylisting policy server" };
    return {
      status: "WARN",
      found: `check_policy_service ${found.join(", ")}`,
      expected: "no greylisting",
      why:
        "A sender that is deferred (4xx) tries the next MX: if the primary has one address, the first message of every new sender " +
        "comes by the standby at once, unfiltered. With two or more addresses Postfix waits instead (docs/outage.md).",
      advice: "remove the policy server from Postfix's restrictions, or accept imports while the primary is up",
    };
  },
});
