import { startCrashServers } from "../../fixtures/crash/crash-servers";
import type { MatrixSection } from "../../fixtures/crash/matrix";
import { crashMatrix } from "../../fixtures/crash/matrix";
import { describeCase, runSection } from "../../fixtures/crash/run-matrix";
import { SECOND_IMPORTERS } from "../../fixtures/crash/case-environment";

// A sample of `npm run crash-matrix`. The step is a prime, so that the sample has every reader action and effect.
const SAMPLE_INTERVAL = 29;
const MAX_CASES_AT_ONCE = 3;

let servers: Awaited<ReturnType<typeof startCrashServers>>;
let sections: MatrixSection[];
const sampleOf = ({ cases }: MatrixSection) => cases.filter((_, index) => index % SAMPLE_INTERVAL === 0);

beforeAll(async () => {
  servers = await startCrashServers();
  sections = await crashMatrix(servers);
}, 300_000);
afterAll(() => servers.close());

test("the matrix has over a thousand cases, and strace can select every call", () => {
  expect(sections.reduce((sum, { cases }) => sum + cases.length, 0)).toBeGreaterThan(1000);
  expect(sections.map(({ outOfReach }) => outOfReach)).toEqual(sections.map(() => 0));
});

test("the sample has a second importer of each kind", () => {
  const kinds = sections.flatMap(sampleOf).flatMap(({ second }) => second ?? []);
  expect([...new Set(kinds)].sort()).toEqual([...SECOND_IMPORTERS].sort());
});

test("the sample has cases beside another host", () => {
  expect(sections.flatMap(sampleOf).filter(({ hasOtherHost }) => hasOtherHost).length).toBeGreaterThan(0);
});

test("after a fault at any call and a restart, the importer delivers exactly once", async () => {
  const harm: string[] = [];
  let reached = 0;
  const sample = { title: "a sample of all sections", cases: sections.flatMap(sampleOf), outOfReach: 0 };
  const { outcomes } = await runSection(servers, sample, MAX_CASES_AT_ONCE);
  for (const { crashCase, kind, findings } of outcomes) {
    if (kind !== "not reached") reached++;
    if (kind === "harm") harm.push(`${describeCase(crashCase)}\n${findings.join("\n")}`);
  }
  expect(harm).toEqual([]);
  expect(reached).toBeGreaterThan(40);
  expect(servers.dovecot.problems()).toEqual([]);
}, 600_000);
