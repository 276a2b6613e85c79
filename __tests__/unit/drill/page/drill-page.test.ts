import { anonymous } from "../../../../drill/page/anonymous";
import { drillPage } from "../../../../drill/page/drill-page";
import type { DrillPageData } from "../../../../drill/page/page-data";
import { sentMessages } from "../../../../drill/page/sent-messages";
import { HOSTILE_SUBJECTS, sampleDrill } from "../../../../fixtures/page/sample-drill";
import { dataOf } from "../../../../lib/page/data";
import { NONE_WRONG } from "../../../../lib/page/units";

const MAX_PAGE_BYTES = 300_000;
const count = (page: string, pattern: RegExp) => page.match(pattern)?.length ?? 0;
/** The rows of the tables of messages. */
const rows = (page: string) =>
  [...page.matchAll(/<caption id="phase-\d+">.*?<\/table>/gs)].reduce(
    (sum, [table]) => sum + count(table, /<th scope="row">/g),
    0,
  );
const headline = (page: string) => /<h1>(.*?)<\/h1>/s.exec(page)?.[1];

describe("the page of a drill with 300 messages, some of them hostile", () => {
  const data = sampleDrill(300);
  const page = drillPage(data).source;

  test("has a row and a mark for each message", () => {
    expect([rows(page), count(page, /class="m[ "]/g)]).toEqual([300, 300]);
  });

  test("is smaller than 300 KB", () => {
    expect(Buffer.byteLength(page)).toBeLessThan(MAX_PAGE_BYTES);
  });

  test("is made again from its own data, byte for byte", () => {
    expect(drillPage(dataOf(page) as DrillPageData).source).toBe(page);
  });

  test("has no script, no event handler and no address to load from", () => {
    // Hostile texts are escaped, so that each found tag belongs to the page.
    const tags = page.match(/<[^>]*>/g)!.join("\n");
    const style = /<style>(.*)<\/style>/s.exec(page)![1];
    expect(tags).not.toMatch(/<script|<img|\son\w+=|\ssrc=|href="(?!#)/i);
    expect(style).not.toMatch(/url\(|@import|</);
  });

  test("shows hostile subjects as text", () => {
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt; (0)");
    expect(page).toContain(String.raw`\u{202e}gnp.exe\u{202c} \u{2066}hidden\u{2069} (3)`);
    for (const subject of HOSTILE_SUBJECTS.slice(0, 4)) expect(page).not.toContain(subject);
  });

  test("names each refused recipient with the reason", () => {
    expect(page).toContain("550 5.1.1 &lt;nobody-9@example.org&gt;: User unknown");
  });

  test("begins with the result", () => {
    expect(headline(page)).toBe(`All 270 deliveries are in their mailboxes: ${NONE_WRONG}`);
  });
});

describe("an anonymous page", () => {
  const { origin, result } = sampleDrill(40, {
    ok: false,
    faults: [{ kind: "lost", message: "Lunch (12)", phase: "up", mailbox: "alice", what: "in /home/alice/Maildir" }],
    leftInBuckets: ["bucket-of-alice/alice/1"],
    standbyErrors: ["cannot store for alice@example.org"],
    disagreements: [
      {
        recipient: "alice@example.org",
        host: "mail.example.org",
        phase: "up",
        message: "Lunch",
        what: "refused: 550 alice",
      },
    ],
  });
  const page = drillPage({ origin, result: anonymous(result) }).source;

  test("has no address, subject, host or path in text or data", () => {
    expect(page).not.toMatch(/alice|nobody|example\.org|Lunch|alert|gnp|home\//);
  });

  test("keeps the phases, the reply codes and the failures of hosts", () => {
    expect(page).toContain("connection refused");
    expect(page).toContain("550 5.1.1");
    expect(page).toContain("inbound-smtp.eu-west-1.amazonaws.com");
    expect([rows(page), count(page, /class="m[ "]/g)]).toEqual([40, 40]);
  });
});

describe("the page of a failed drill", () => {
  const fault = { phase: "up", mailbox: "alice", what: "mail.example.org accepted it" };
  const message = sampleDrill(30).result.traces[2]!.message;
  const { origin, result } = sampleDrill(30, { ok: false, lost: 1, faults: [{ ...fault, kind: "lost", message }] });
  const page = drillPage({ origin, result }).source;

  test("names the fault in its first sentence", () => {
    expect(headline(page)).toBe("Mail is not where it belongs: 1\u00a0lost");
  });

  test("marks the message in the timeline and in the table", () => {
    expect(count(page, /class="m wrong"/g)).toBe(1);
    expect(page).toContain('<span class="tag wrong">lost</span>');
    expect(page).toContain("26 of 27 messages in their mailboxes");
  });

  test("lists the faults before everything else", () => {
    expect(page.indexOf("Delivery faults: 1")).toBeLessThan(page.indexOf("<svg"));
    expect(page.indexOf("Delivery faults: 1")).toBeGreaterThan(0);
  });
});

describe("the page of a drill with two mail hosts", () => {
  const { origin, result } = sampleDrill(3);
  const traces = result.traces.map((trace) => ({ ...trace, mailHosts: ["two.example.org"] }));
  const imports = ["one.example.org", "two.example.org"].map((host, i) => ({
    ...{ host, startedAt: 1 + i, endedAt: 1.5 + i, exitCode: 0, delivered: 1, stderr: "" },
  }));
  const both = traces.map((trace) => ({ ...trace, mailHosts: ["one.example.org", "two.example.org"] }));
  const homeAt = (data: typeof result) =>
    sentMessages(data)
      .get("down")!
      .map((message) => message.homeAt);

  test("counts mail as home after the import of the mailbox's host", () => {
    expect(homeAt({ ...result, traces, imports })).toEqual([2.5]);
    expect(homeAt({ ...result, traces, imports: [...imports].reverse() })).toEqual([2.5]);
    expect(homeAt({ ...result, traces: both, imports })).toEqual([2.5]);
    expect(homeAt({ ...result, traces: both, imports: imports.slice(0, 1) })).toEqual([undefined]);
  });

  test("does not name the hosts when it is anonymous", () => {
    const page = drillPage({ origin, result: anonymous({ ...result, traces, imports }) }).source;
    expect(page).not.toMatch(/(one|two)\.example/);
    expect(page).toContain("mail host");
  });
});
