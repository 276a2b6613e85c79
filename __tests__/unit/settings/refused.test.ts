import { refusedCases } from "./refused-cases";
import { places, problemsOf } from "./support";

test.each(refusedCases)("refuses %s", (_, settings, path, text) => {
  const problems = problemsOf(JSON.parse(JSON.stringify(settings)) as object);
  expect(problems.map((problem) => problem.path)).toEqual([path]);
  const [problem] = problems;
  const { found, expected, advice } = problem!;
  expect(`found ${found}; expected ${expected}; ${advice}`).toMatch(text);
});

test("finds contradictions in the valid parts of a file with other errors", () => {
  const settings = `
regions: [nowhere]
domains:
  - name: example.org
    primary: [{ host: no host, preference: 10 }, { host: mx.example.org, preference: 200 }]
    dns: elsewhere
mailboxes:
  - { user: "not a user", addresses: [alice, "not an address"] }
  - { user: bob, addresses: [alice], prefix: /bad }
unknownRecipients: { catchAll: carol }
`;
  expect(places(problemsOf(settings))).toEqual([
    "2:11 regions[0]",
    "4:5 domains[0].standbyPreference",
    "5:23 domains[0].primary[0].host",
    "8:13 mailboxes[0].user",
    "8:46 mailboxes[0].addresses[1]",
    "9:30 mailboxes[1].addresses[0]",
    "9:46 mailboxes[1].prefix",
    "10:32 unknownRecipients.catchAll",
  ]);
});
