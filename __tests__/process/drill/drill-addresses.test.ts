import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository, drillResultOf, runDrillProcess } from "./drill-process";

const settings = join(repository, "fixtures", "settings", "addresses.yaml");

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "standby-mx-addresses-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

jest.setTimeout(120_000);

test("a drill covers aliases, alias domains, wildcards and several catch-alls", async () => {
  const ended = await runDrillProcess(["--json", "--settings", settings], { directory });
  expect(ended.stderr).toBe("");
  const result = drillResultOf(ended);
  expect(result).toMatchObject({ ok: true, faults: [], disagreements: [], waiting: 0 });

  const takenBy = (host: RegExp) =>
    new Set(result.traces.filter((trace) => host.test(trace.host ?? "")).map(({ recipient }) => recipient));
  // Both servers accepted each kind. `ok` says that each mailbox has all messages, and no duplicate.
  for (const host of [/^mail\./, /^inbound-smtp\./]) {
    const taken = takenBy(host);
    for (const recipient of [
      "team@example.org",
      "team@example.net",
      "all@example.com",
      "bob@a.b.example.com",
      "carol@example.com",
      "dora@example.com",
      "emil@example.com",
      "nobody-of-this-name@example.net",
      "nobody-of-this-name@drill.example.com",
    ]) {
      expect([host, recipient, taken.has(recipient)]).toEqual([host, recipient, true]);
    }
  }
  expect(result.catchAllCopies).toBeGreaterThan(0);
  expect(result.imported).toBe(result.viaStandby + result.catchAllCopies);
});
