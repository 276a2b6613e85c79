import { postfixCheck } from "./postfix-check";

/** Tests after the greeting end with 4xx for every new client (https://www.postfix.org/POSTSCREEN_README.html). */
const DEEP_TESTS = [
  "postscreen_bare_newline_enable",
  "postscreen_non_smtp_command_enable",
  "postscreen_pipelining_enable",
];

export const postfixPostscreen = postfixCheck({
  id: "postfix-postscreen",
  title: "Does postscreen defer new senders?",
  look(parameters, services) {
    const runs = services.some((line) => /^\S+\s+inet\s.*\spostscreen(\s|$)/.test(line));
    if (!runs) return { status: "OK", found: "no postscreen" };
    const on = DEEP_TESTS.filter((name) => parameters.get(name) === "yes");
    if (on.length === 0) return { status: "OK", found: "postscreen without deep protocol tests" };
    return {
      status: "WARN",
      found: `${on.join(", ")} = yes`,
      expected: "postscreen without deep protocol tests",
      why:
        "These tests defer every new sender (4xx), which then tries the next MX: if the primary has one address, its first message comes " +
        "by the standby (docs/outage.md).",
      fix: `postconf -e ${on.map((name) => `${name}=no`).join(" ")} && postfix reload`,
    };
  },
});
