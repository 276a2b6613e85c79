import { summarize } from "../../../settings/summary";
import { settingsOf } from "../drill/settings-of";

const copies = "a catch-all also gets a copy of all other users' mail in its domain, unless there is an envelopeQueue";

test("a summary names the catch-all that gets copies of all mail", () => {
  const lines = summarize(settingsOf({ unknownRecipients: { catchAll: "bob" } }));
  expect(lines).toContain("2 mailboxes, 3 addresses; all others go to bob");
  expect(lines).toContain(copies);
});

test.each([
  ["no catch-all", {}],
  ["an envelope queue", { unknownRecipients: { catchAll: "bob" }, envelopeQueue: true }],
])("a summary speaks of no copies where there is %s", (_, other) => {
  expect(summarize(settingsOf(other))).not.toContain(copies);
});
