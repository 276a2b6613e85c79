// npm run pictures: makes docs/pictures/ from a new drill and from the recorded outage test. Needs
// apt-get install chromium pngquant fonts-inter fonts-sil-charis; the pictures depend on the fonts.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import execa from "execa";
import type { Browser } from "playwright-core";
import { openPage, startBrowser } from "../fixtures/browser/browser";
import { outagePage } from "../fixtures/outage/page/outage-page";
import type { OutageResult } from "../fixtures/outage/result";
import { sampleReview } from "../fixtures/page/sample-review";
import { reviewPage } from "../review/page/review-page";

const repository = resolve(__dirname, "..");
const pictures = join(repository, "docs", "pictures");
const WIDTH = 1000;
/** Maximum size of a picture that a reader of the documentation downloads. */
const MAX_PICTURE_BYTES = 150_000;
const MARGIN = 10;
const COLOURS = 96;

/** The page down to the end of an element. */
async function takePicture(browser: Browser, file: string, name: string, last: string, scheme: "light" | "dark") {
  const page = await openPage(browser, file, { width: WIDTH, scheme });
  const box = await page.locator(last).first().boundingBox();
  if (box === null) throw new Error(`${file}: expected an element ${last}, found none`);
  const path = join(pictures, `${name}.png`);
  const clip = { x: 0, y: 0, width: WIDTH, height: Math.ceil(box.y + box.height + MARGIN) };
  await page.screenshot({ path, fullPage: true, clip });
  await page.close();
  await execa("pngquant", ["--force", "--speed", "1", "--output", path, String(COLOURS), path]);
  const { size } = statSync(path);
  if (size > MAX_PICTURE_BYTES) throw new Error(`${path}: expected at most ${MAX_PICTURE_BYTES} bytes, found ${size}`);
  console.log(`${path} ${size} bytes`);
}

async function main(): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  const directory = mkdtempSync(join(tmpdir(), "standby-mx-pictures-"));
  const fileOf = (name: string) => join(directory, `${name}.html`);
  const browser = await startBrowser();
  try {
    const settings = join(repository, "standby-mx.example.yaml");
    const drill = [
      join(repository, "bin", "standby-mx.js"),
      "drill",
      "--settings",
      settings,
      "--html",
      fileOf("drill"),
    ];
    await execa(process.execPath, drill, { stdout: "ignore", stderr: "inherit" });
    const recorded = readFileSync(join(repository, "fixtures", "outage", "sample-result.json"), "utf8");
    writeFileSync(fileOf("outage"), outagePage(JSON.parse(recorded) as OutageResult).source);
    writeFileSync(fileOf("review"), reviewPage(await sampleReview("user-removed")).source);
    await takePicture(browser, fileOf("drill"), "drill", ".legend", "light");
    await takePicture(browser, fileOf("drill"), "drill-dark", ".legend", "dark");
    await takePicture(browser, fileOf("outage"), "outage", ".legend", "light");
    await takePicture(browser, fileOf("review"), "review", "article:last-of-type", "light");
  } finally {
    await browser.close();
    rmSync(directory, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
