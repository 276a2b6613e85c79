import { formatChanges, formatResults } from "../../../../../operator/doctor/format/text";
import { waitingText } from "../../../../../operator/doctor/format/progress";
import { result } from "../support";

const plain = { colour: false, width: 80 };

describe("the text of doctor", () => {
  test("has a line for each passed check, a paragraph for others, and counts", () => {
    const results = [
      result("mx-records", { found: "10 mail.example.org" }),
      result("mx-order", {
        status: "FAIL",
        found: "10 a, 10 b",
        expected: "a number above 10",
        why: "Senders take any.",
        fix: "example.org. 3600 IN MX 100 b.",
        source: "192.0.2.53",
      }),
      result("journal", { place: "home", subject: "this server", status: "UNKNOWN", found: "dark" }),
    ];
    expect(formatResults(results, 1_234, plain)).toBe(
      [
        "Would senders reach the standby?",
        "  ok    mx-records            10 mail.example.org",
        "  FAIL  mx-order  example.org",
        "        found    10 a, 10 b",
        "        expected a number above 10",
        "        why      Senders take any.",
        "        fix      example.org. 3600 IN MX 100 b.",
        "        asked    192.0.2.53",
        "",
        "Would the importer deliver the mail?",
        "  ?     journal  this server",
        "        found    dark",
        "",
        "3 results: 1 ok, 0 warnings, 1 failed, 1 unknown; 1.2 s",
        "",
      ].join("\n"),
    );
  });

  test("reports a failed requirement once, for all checks that need it", () => {
    const blocked = (id: string) => result(id, { status: "UNKNOWN", blockedBy: "dns-resolvers" });
    const text = formatResults([blocked("mx-order"), blocked("mx-ttl"), blocked("dane")], 0, plain);
    expect(text).toContain("  ?     3 checks need dns-resolvers first\n        skipped  mx-order, mx-ttl, dane\n");
  });

  test("counts muted results without showing them", () => {
    const text = formatResults([result("mx-ttl", { status: "WARN", muted: "known" })], 0, plain);
    expect(text).toBe("1 results: 0 ok, 0 warnings, 0 failed, 0 unknown, 1 muted; 0.0 s\n");
  });

  test("shows no control character", () => {
    const text = formatResults([result("x", { status: "FAIL", found: "\u001b[2Jgone\u202e" })], 0, plain);
    expect(text).toContain("found    \\u{1b}[2Jgone\\u{202e}");
  });

  test("has no line wider than the terminal, except records to paste", () => {
    const words = Array.from({ length: 60 }, (_, i) => `word${i}`).join(" ");
    const text = formatResults(
      [result("x", { found: words }), result("y", { status: "WARN", found: words })],
      0,
      plain,
    );
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("of changes is empty without changes", () => {
    expect(formatChanges([], [], plain)).toBe("");
  });
});

describe("the waiting line", () => {
  test("names the checks that take long, with their seconds", () => {
    const running = new Set([
      { id: "slow", subject: "", startedAt: 0 },
      { id: "quick", subject: "", startedAt: 2_900 },
    ]);
    expect(waitingText(running, 3_000)).toBe("waiting for slow 3 s");
  });
});
