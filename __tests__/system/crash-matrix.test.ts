import { openGround } from "../../fixtures/crash/ground";
import type { MatrixSection } from "../../fixtures/crash/matrix";
import { crashMatrix } from "../../fixtures/crash/matrix";
import { describeCase, runSection } from "../../fixtures/crash/run-matrix";
import { SECOND_IMPORTERS } from "../../fixtures/crash/scene";

// A cut through `npm run crash-matrix`, which plays all of the cases. A prime, so that every reader and effect has its turn.
const EVERY = 29;

let ground: Awaited<ReturnType<typeof openGround>>;
let sections: MatrixSection[];
const cutOf = ({ cases }: MatrixSection) => cases.filter((_, index) => index % EVERY === 0);

beforeAll(async () => {
  ground = await openGround();
  sections = await crashMatrix(ground);
}, 300_000);
afterAll(() => ground.close());

test("the matrix has over a thousand cases, and strace can single out every call", () => {
  expect(sections.reduce((sum, { cases }) => sum + cases.length, 0)).toBeGreaterThan(1000);
  expect(sections.map(({ outOfReach }) => outOfReach)).toEqual(sections.map(() => 0));
});

test("the cut has a second importer of each kind", () => {
  const kinds = sections.flatMap(cutOf).flatMap(({ second }) => second ?? []);
  expect([...new Set(kinds)].sort()).toEqual([...SECOND_IMPORTERS].sort());
});

test("struck at any call, and restarted, the importer delivers exactly once", async () => {
  const harm: string[] = [];
  let struck = 0;
  for (const section of sections) {
    const { outcomes } = await runSection(ground, { ...section, cases: cutOf(section) }, 3);
    for (const { played, verdict, findings } of outcomes) {
      if (verdict !== "not struck") struck++;
      if (verdict === "harm") harm.push(`${describeCase(played)}\n${findings.join("\n")}`);
    }
  }
  expect(harm).toEqual([]);
  expect(struck).toBeGreaterThan(40);
  expect(ground.dovecot.problems()).toEqual([]);
}, 600_000);
