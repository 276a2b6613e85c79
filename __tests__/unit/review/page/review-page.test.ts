import { sampleReview } from "../../../../fixtures/page/sample-review";
import { dataOf } from "../../../../lib/page/data";
import { anonymous } from "../../../../review/page/anonymous";
import { reviewPage } from "../../../../review/page/review-page";
import type { ReviewPageData, ReviewReport } from "../../../../review/page/review-report";

const headline = (page: string) => /<h1>(.*?)<\/h1>/s.exec(page)?.[1];
const headings = (page: string) => [...page.matchAll(/<h2 id=".*?">(.*?)<\/h2>/g)].map(([, title]) => title);

describe("the page of a change that removes a user", () => {
  let data: ReviewPageData;
  let page: string;
  beforeAll(async () => {
    data = await sampleReview("user-removed");
    page = reviewPage(data).source;
  });

  test("lists lost mail, then dangers, then each address, then each resource", () => {
    expect(headline(page)).toBe("The standby would no longer accept mail for 2 addresses");
    expect(headings(page)).toEqual([
      "What endangers mail",
      "Address by address",
      "Resource by resource",
      "How it was measured",
    ]);
    expect(page).toMatch(/<span class="result bad"\s*>Dangerous</);
  });

  test("shows each address before and after, and counts the others", () => {
    expect(page).toMatch(/bob@example\.org\s*<div>\s*<span class="tag wrong">lost</);
    expect(page).toContain("no matching rule");
    expect(page).toContain("3 addresses without a change");
  });

  test("lists every danger and every change of the review", () => {
    expect(data.report.dangers.length).toBeGreaterThan(1);
    for (const { what } of data.report.dangers) expect(page).toContain(what);
    const changes = data.report.stacks.flatMap((stack) => stack.changes);
    expect(page.match(/<li class="(removed|changed|added)">/g)).toHaveLength(changes.length);
  });

  test("is made again from its own data, byte for byte", () => {
    expect(reviewPage(dataOf(page) as ReviewPageData).source).toBe(page);
  });

  test("when anonymous, contains no name in text or data", () => {
    const source = reviewPage({ ...data, report: anonymous(data.report) }).source;
    expect(source).not.toMatch(/alice|bob|carol|robert|example\.org|example_org/);
    expect(source).toContain("recipient-refused");
    expect(headline(source)).toBe(headline(page));
  });
});

describe("the headline", () => {
  let report: ReviewReport;
  let origin: ReviewPageData["origin"];
  beforeAll(async () => ({ report, origin } = await sampleReview("nothing")));
  const headlineOf = (changes: Partial<ReviewReport>) =>
    headline(reviewPage({ origin, report: { ...report, ...changes } }).source);
  const danger = {
    rule: "mx-order-changed",
    stack: "mail",
    mail: "mail goes astray",
    since: "the apply",
    what: "swapped",
  };

  test("of no change is that nothing changes", () => {
    expect(headlineOf({})).toBe("Nothing changes for mail");
  });

  test("of a danger without a lost address names both", () => {
    expect(headlineOf({ dangers: [danger, danger] })).toBe("The change endangers mail in 1 way; no address is lost");
  });

  test("of rules that cannot be read does not claim safety", () => {
    expect(headlineOf({ unreadable: true })).toBe(
      "The receipt rules cannot be read: which addresses are lost is unknown",
    );
  });

  test("of a new user is the gained addresses", async () => {
    const added = await sampleReview("first-user-catch-all");
    expect(added.report.unreadable).toBe(false);
    const stacks = added.report.stacks;
    expect(headlineOf({ stacks, gained: ["dora@example.org"] })).toBe(
      "Nothing dangerous: no address is lost and 1 address is gained",
    );
  });
});
