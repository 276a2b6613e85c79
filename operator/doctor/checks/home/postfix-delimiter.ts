import { postfixCheck } from "./postfix-check";

export const postfixDelimiter = postfixCheck({
  id: "postfix-delimiter",
  title: "Do the settings have Postfix's label separator?",
  look(parameters, _services, { recipientDelimiter }) {
    const delimiter = parameters.get("recipient_delimiter") ?? "";
    const sorted = (text: string) => [...new Set(text)].sort().join("");
    const found = delimiter === "" ? "recipient_delimiter is empty" : `recipient_delimiter is ${delimiter}`;
    if (sorted(delimiter) === sorted(recipientDelimiter)) return { status: "OK", found };
    return {
      status: "WARN",
      found,
      expected: recipientDelimiter === "" ? "none, as in the settings" : `${recipientDelimiter}, as in the settings`,
      why: "The check of labels, the drill and standby-mx check use the separator of the settings.",
      advice: `write recipientDelimiter: ${JSON.stringify(delimiter)} into the settings, or change it in Postfix`,
    };
  },
});
