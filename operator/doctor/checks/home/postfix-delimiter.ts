import { postfixCheck } from "./postfix-check";

export const postfixDelimiter = postfixCheck({
  id: "postfix-delimiter",
  title: "Do the settings have Postfix's label separator?",
  look(parameters, _services, { recipientDelimiter }) {
    const own = parameters.get("recipient_delimiter") ?? "";
    const sorted = (text: string) => [...new Set(text)].sort().join("");
    const found = own === "" ? "recipient_delimiter is empty" : `recipient_delimiter is ${own}`;
    if (sorted(own) === sorted(recipientDelimiter)) return { status: "OK", found };
    return {
      status: "WARN",
      found,
      expected: recipientDelimiter === "" ? "none, as in the settings" : `${recipientDelimiter}, as in the settings`,
      why: "The check of labels, the drill and standby-mx check go by the settings.",
      advice: `write recipientDelimiter: ${JSON.stringify(own)} into the settings, or change it in Postfix`,
    };
  },
});
