import { countLine } from "../../../../review/format/change-lines";
import { review } from "../../../../review/review";
import { DANGER_RULES } from "../../../../review/rules";
import { summaryLine } from "../../../../review/format/summary-line";
import { access } from "./table/access";
import { alerts } from "./table/alerts";
import { bucket } from "./table/bucket";
import { dns } from "./table/dns";
import { envelopeQueue } from "./table/envelope-queue";
import { harmless } from "./table/harmless";
import { hostKeys } from "./table/host-keys";
import { permissions } from "./table/permissions";
import { receiptRules } from "./table/receipt-rules";
import { recipients } from "./table/recipients";
import { retention } from "./table/retention";
import { ruleActions } from "./table/rule-actions";
import type { ReviewCase } from "./table/row";
import { twice, unjudged } from "./table/unjudged";
import { editableSettings, synthesize } from "./table/sides";

// Processes and syntheses are slow on a machine that is busy with other suites.
jest.setTimeout(120_000);

const rows = [
  ...harmless,
  ...recipients,
  ...receiptRules,
  ...ruleActions,
  ...bucket,
  ...retention,
  ...dns,
  ...access,
  ...permissions,
  ...hostKeys,
  ...envelopeQueue,
  ...alerts,
  ...unjudged,
  ...twice,
];

function side({ settings, edit }: Pick<ReviewCase, "settings" | "edit">) {
  const file = editableSettings();
  settings?.(file);
  return synthesize(file, edit);
}

describe("the review of a change", () => {
  test.each(rows)("$name", async ({ base, line, dangers, counts, ...head }) => {
    const found = await review(side(base ?? {}), side(head));
    expect({
      line: summaryLine(found),
      dangers: found.dangers.map(({ rule, what }) => `${rule}: ${what}`),
      counts: found.comparisons.flatMap(({ changes }) => (changes.length === 0 ? [] : [countLine(changes)])),
    }).toEqual({ line: line ?? "no address lost; no address gained.", dangers: dangers ?? [], counts });
  });
});

test("every danger rule finds something in the table", () => {
  const found = new Set(rows.flatMap(({ dangers }) => dangers ?? []).map((danger) => String(danger).split(":")[0]));
  expect(DANGER_RULES.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
});
