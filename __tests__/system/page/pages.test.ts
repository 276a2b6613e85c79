import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { drillPage } from "../../../drill/page/drill-page";
import { openPage, startBrowser, violations, type View } from "../../../fixtures/browser/browser";
import { outagePage } from "../../../fixtures/outage/page/outage-page";
import type { OutageResult } from "../../../fixtures/outage/result";
import { sampleDrill } from "../../../fixtures/page/sample-drill";
import { sampleReview } from "../../../fixtures/page/sample-review";
import { reviewPage } from "../../../review/page/review-page";

const MESSAGES = 30;
const A4_PIXELS = 794;
const outage = join(__dirname, "../../../fixtures/outage/sample-result.json");
const pages = {
  drill: () => Promise.resolve(drillPage(sampleDrill(MESSAGES))),
  outage: () => Promise.resolve(outagePage(JSON.parse(readFileSync(outage, "utf8")) as OutageResult)),
  review: async () => reviewPage(await sampleReview("user-removed")),
};

const directory = mkdtempSync(join(tmpdir(), "standby-mx-pages-"));
const fileOf = (name: string) => join(directory, `${name}.html`);
let browser: Browser;
beforeAll(async () => {
  for (const [name, page] of Object.entries(pages)) writeFileSync(fileOf(name), (await page()).source);
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(directory, { recursive: true });
});

/** Opens a page, checks it with axe, then runs `then`. */
async function look(name: string, view: View, then: (page: Page, requests: readonly string[]) => Promise<void>) {
  const requests: string[] = [];
  const page = await openPage(browser, fileOf(name), view, requests);
  expect(await violations(page)).toEqual([]);
  await then(page, requests);
  await page.close();
}

describe.each(Object.keys(pages))("the page of a %s can be read", (name) => {
  test("in the light theme, without any other request", async () => {
    await look(name, { width: 1280 }, async (page, requests) => {
      expect(requests).toEqual([`file://${fileOf(name)}`]);
      expect(await page.locator("script, img, iframe, object").count()).toBe(0);
    });
  });

  test("in the dark theme", async () => {
    await look(name, { width: 1280, scheme: "dark" }, async (page) => {
      const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      expect(background).not.toBe("rgb(255, 255, 255)");
    });
  });

  test("in print, unfolded", async () => {
    const hidden =
      "[...document.querySelectorAll('details > :not(summary)')].filter((e) => !e.checkVisibility()).length";
    await look(name, { width: A4_PIXELS, media: "print" }, async (page) => {
      expect(await page.evaluate(hidden)).toBe(0);
      await page.emulateMedia({ media: "screen" });
      expect(await page.evaluate(hidden)).toBeGreaterThan(0);
    });
  });

  test("on a phone, without horizontal scrolling", async () => {
    await look(name, { width: 360 }, async (page) => {
      await page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))");
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    });
  });
});

test("the page of a drill has one row and one mark for each message", async () => {
  const page = await openPage(browser, fileOf("drill"), { width: 1280 });
  expect(await page.locator("#messages ~ details tbody tr").count()).toBe(MESSAGES);
  expect(await page.locator("svg .m").count()).toBe(MESSAGES);
  await page.close();
});
