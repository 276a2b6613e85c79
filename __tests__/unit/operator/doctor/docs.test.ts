import { readFileSync } from "node:fs";
import { allChecks } from "../../../../operator/doctor/checks";

test("docs/doctor.md has a row for each check, in the order of doctor", () => {
  const rows = [...readFileSync("docs/doctor.md", "utf8").matchAll(/^\| `([a-z0-9-]+)` \| (dns|aws|home) \|/gm)];
  expect(rows.map(([, id, place]) => [id, place])).toEqual(allChecks.map(({ id, place }) => [id, place]));
});
