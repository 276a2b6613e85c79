import { mailbox, settings } from "./settings";
import { synthFirst } from "./synth";

/** Names of properties that every JavaScript object inherits. */
const NAMES = ["constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf"];

test("mailboxes and rules with the names of an object's properties get their rules", () => {
  const mailboxes = NAMES.map((name) => mailbox(name.toLowerCase(), { ruleName: name, prefix: name }));
  const [first, ...rest] = mailboxes;
  const stack = synthFirst(settings({ mailboxes: [first!, ...rest] }));
  const rules = Object.values(stack.resources("aws_ses_receipt_rule"));
  expect(rules.map(({ name }) => name).sort()).toEqual([...NAMES].sort());
});
