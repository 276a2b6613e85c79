// npm run outage: an outage with real mail servers in network namespaces (docs/outage.md). Prints what happens, then the result.
// Options: --json prints the result (fixtures/outage/result.ts) and nothing else; --messages N, --seed N: the messages of the scenario;
// --html FILE also writes the result as a page; --anonymous leaves addresses and subjects out of the page.
import { parseArgs } from "node:util";
import { allCells } from "../fixtures/outage/cells/matrix";
import { runOutage } from "../fixtures/outage/run-outage";
import { outageReport } from "../fixtures/outage/report";
import { anonymous } from "../fixtures/outage/page/anonymous";
import { outagePage } from "../fixtures/outage/page/outage-page";
import { checkPageOptions, writePage } from "../lib/page/write-page";
import { runScript } from "../fixtures/run-script";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      html: { type: "string" },
      anonymous: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      messages: { type: "string", default: "300" },
      seed: { type: "string", default: "1" },
    },
  });
  await checkPageOptions(values);
  const result = await runOutage({
    messages: wholeNumber("--messages", values.messages),
    seed: wholeNumber("--seed", values.seed),
    cells: allCells(),
    onProgress: (what) => (values.json ? undefined : console.log(what)),
  });
  console.log(values.json ? JSON.stringify(result, undefined, 2) : outageReport(result));
  if (values.html !== undefined) {
    await writePage(values.html, outagePage(values.anonymous ? anonymous(result) : result));
  }
  if (!result.totals.ok) process.exitCode = 1;
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new Error(`expected ${option} to be a whole number, found "${text}"`);
  return Number(text);
}

runScript(main);
