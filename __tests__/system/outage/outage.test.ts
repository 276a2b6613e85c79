import { docker } from "../../../fixtures/localstack/docker";
import { requireImage } from "../../../fixtures/localstack/image";
import { ownerLabels } from "../../../fixtures/localstack/leftovers";
import { allCells } from "../../../fixtures/outage/cells/matrix";
import { runOutage } from "../../../fixtures/outage/run-outage";
import type { OutageResult } from "../../../fixtures/outage/result";

/** At least one cell for each outcome and each part of the harness; `npm run outage` runs all. */
const CELLS = [
  "postfix/dropped/one",
  "postfix/refused/five",
  "postfix/greylisting/one",
  "postfix/greylisting/two",
  "postfix/second-message/greylisting/one",
  "postfix/450-rcpt/two",
  "postfix/broken-tls/five",
  "postfix/nxdomain/one",
  "sts/enforce-with-standby/refused/one",
  "sts/enforce-without-standby/refused/one",
];

/** Above the largest pid of Linux (proc_sys_kernel(5), "pid_max"). */
const PID_OF_NO_PROCESS = 4_194_305;

/** The containers of a process that started LocalStack. */
const containersOf = (pid: number) => {
  const filters = labelsOf(pid).map((label) => `--filter=label=${label}`);
  return docker("ps", "--all", "--quiet", ...filters)
    .output?.split("\n")
    .filter(Boolean);
};
const labelsOf = (pid: number) => Object.entries(ownerLabels(pid)).map(([name, value]) => `${name}=${value}`);

let result: OutageResult;
let leftovers: unknown;

beforeAll(async () => {
  docker("create", ...labelsOf(PID_OF_NO_PROCESS).map((label) => `--label=${label}`), requireImage(process.env));
  leftovers = containersOf(PID_OF_NO_PROCESS);
  result = await runOutage({ messages: 40, seed: 2, cells: allCells().filter(({ id }) => CELLS.includes(id)) });
  // It takes 35 to 48 s on an idle machine, more than a quarter of the usual limit.
}, 300_000);

describe("an outage with real mail servers", () => {
  test("loses, duplicates, changes and misplaces no message", () => {
    expect(result.scenario.faults).toEqual([]);
    expect(result.totals).toMatchObject({ ok: true, lost: 0, duplicated: 0, changed: 0, misplaced: 0 });
  });

  test("each delivery has its evidence, from the queue id to the UID", () => {
    const deliveries = result.scenario.messages.flatMap((message) => message.deliveries);
    const delivered = deliveries.filter(({ outcome }) => outcome === "delivered");
    expect(delivered.filter(({ by }) => by === "primary").length).toBeGreaterThan(5);
    expect(delivered.filter(({ by }) => by === "standby").length).toBeGreaterThan(15);
    for (const { by, reply, objectKey, imapUid } of delivered) {
      expect({ reply, imapUid }).toEqual({
        reply: expect.stringMatching(/^250 /) as string,
        imapUid: expect.any(Number) as number,
      });
      if (by === "standby") expect(objectKey?.endsWith(`/${reply?.split(" ")[2]}`)).toBe(true);
    }
  });

  test("the standby is reached in the first attempt", () => {
    const attempts = result.scenario.messages.flatMap(({ deliveries }) =>
      deliveries.map((delivery) => delivery.attempts),
    );
    expect(new Set(attempts)).toEqual(new Set([1]));
  });

  test("primary and standby refuse an unknown user with the same status", () => {
    expect(result.scenario.bounces.map(({ by, status }) => [by, status])).toEqual([
      ["primary", "5.1.1"],
      ["standby", "5.1.1"],
    ]);
  });
});

test("the container of LocalStack is removed, also that of a killed run", () => {
  expect(leftovers).toHaveLength(1);
  expect([containersOf(PID_OF_NO_PROCESS), containersOf(process.pid)]).toEqual([[], []]);
});

describe("when a sender falls back", () => {
  test.each(CELLS)("%s ends as docs/outage.md says", (id) => {
    expect(result.cells.find((cell) => cell.id === id)).toMatchObject({ asExpected: true });
  });
});
