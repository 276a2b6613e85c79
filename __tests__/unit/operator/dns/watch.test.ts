import type { DomainRecords, LookedUpRecord, RecordState } from "../../../../operator/dns/model";
import { type DnsChange, watchRecords, type WatchEnd } from "../../../../operator/dns/watch";
import { SECOND_MS } from "../../../../lib/time";

function record(name: string, state: RecordState, optional = false): LookedUpRecord {
  return {
    purpose: "mx",
    name,
    type: "MX",
    value: "mail.example.org",
    priority: 10,
    ttl: 3_600,
    optional,
    state,
    found: "",
  };
}

function domain(records: readonly LookedUpRecord[], more: Partial<DomainRecords> = {}): DomainRecords {
  return {
    domain: "example.org",
    zone: "example.org",
    publishedBy: "hand",
    identities: [],
    records,
    unexpected: [],
    ...more,
  };
}

/** Each lookup finds the next round, at last always the final round; time passes only in the pauses. */
async function watch(rounds: readonly DomainRecords[], withOptional = false) {
  let [round, time] = [0, 0];
  const reported: DnsChange[][] = [];
  const end: WatchEnd = await watchRecords({
    read: () => Promise.resolve([rounds[Math.min(round++, rounds.length - 1)]!]),
    pause: (ms) => Promise.resolve(void (time += ms)),
    now: () => time,
    intervalMs: 30 * SECOND_MS,
    limitMs: 100 * SECOND_MS,
    withOptional,
    signal: new AbortController().signal,
    onChanges: (changes) => reported.push([...changes]),
  });
  return { end, reported, looks: round, time };
}

const states = (changes: readonly DnsChange[]) =>
  changes.map((change) =>
    change.kind === "record" ? `${change.record.name} ${change.record.state}` : change.identity.verification,
  );

describe("dns --watch", () => {
  test("ends at once if all records are published", async () => {
    const { end, looks, time } = await watch([domain([record("a", "seen")])]);
    expect({ end, looks, time }).toEqual({ end: { allSeen: true, open: [] }, looks: 1, time: 0 });
  });

  test("reports everything once, then changes only", async () => {
    const { end, reported } = await watch([
      domain([record("a", "missing"), record("b", "seen")]),
      domain([record("a", "missing"), record("b", "seen")]),
      domain([record("a", "partly"), record("b", "seen")]),
      domain([record("a", "seen"), record("b", "seen")]),
    ]);
    expect(reported.map(states)).toEqual([["a missing", "b seen"], ["a partly"], ["a seen"]]);
    expect(end.allSeen).toBe(true);
  });

  test("looks up the records once more at the end of the time", async () => {
    const { end, looks, time } = await watch([domain([record("a", "unknown")])]);
    expect({ looks, time, allSeen: end.allSeen }).toEqual({ looks: 5, time: 100 * SECOND_MS, allSeen: false });
    expect(end.open.map(({ name }) => name)).toEqual(["a"]);
  });

  test.each([
    ["missing", false, true],
    ["missing", true, false],
    ["unknown", false, true],
    ["different", false, false],
    ["partly", false, false],
  ] as const)("with an optional record %s, --optional %s, is complete: %s", async (state, withOptional, allSeen) => {
    const { end } = await watch([domain([record("a", "seen"), record("b", state, true)])], withOptional);
    expect(end.allSeen).toBe(allSeen);
  });

  test("reports when SES has verified a domain", async () => {
    const identity = (verification: "pending" | "verified") => ({
      identities: [{ region: "eu-west-1", verification }],
    });
    const { reported } = await watch([
      domain([record("a", "missing")], identity("pending")),
      domain([record("a", "missing")], identity("verified")),
    ]);
    expect(reported.map(states)).toEqual([["a missing", "pending"], ["verified"]]);
  });

  test("is never complete while records are unknown", async () => {
    const tokensMissing = { reason: "no credentials", advice: "run:", commands: [] };
    const { end } = await watch([
      domain([record("a", "seen")], { identities: [{ region: "eu-west-1", verification: "unknown", tokensMissing }] }),
    ]);
    expect(end).toEqual({ allSeen: false, open: [] });
  });
});
