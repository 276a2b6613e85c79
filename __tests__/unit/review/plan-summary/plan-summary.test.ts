import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MAX_COMMENT_CHARACTERS } from "../../../../review/format/markdown";
import { countLine } from "../../../../review/format/change-lines";
import { formatPlanJson } from "../../../../review/plan-summary/format/json";
import { formatPlanMarkdown } from "../../../../review/plan-summary/format/markdown";
import { formatPlanText } from "../../../../review/plan-summary/format/text";
import { summarizePlans, type PlanSummary } from "../../../../review/plan-summary/plan-summary";
import { summaryLine } from "../../../../review/format/summary-line";
import { planOf, terraformIsHere } from "./builtin";
import { everyReason, everyReasonText } from "./every-reason";
import { recorded } from "./recorded";

const plans = join(__dirname, "../../../../fixtures/plans");
const recording = (name: string) => readFileSync(join(plans, `${name}.json`), "utf8");
const summarize = (json: string) => summarizePlans([{ stack: "mail", json }]);
const formats = [formatPlanText, formatPlanJson, (summary: PlanSummary) => formatPlanMarkdown(summary)];

describe("plans of this repository's stacks, as Terraform made them", () => {
  test.each(recorded)("$name", async ({ name, ...expected }) => {
    const summary = await summarize(recording(name));
    expect({
      line: summaryLine(summary),
      dangers: summary.dangers.map(({ rule, what }) => `${rule}: ${what}`),
      counts: summary.comparisons.map(({ changes }) => countLine(changes)),
      drift: [...summary.drift.values()].map(countLine),
    }).toEqual(expected);
  });

  test("no format prints a sensitive value, and its change is reported", async () => {
    const json = recording("every-action");
    const summary = await summarize(json);
    expect(json).toContain("never to be printed");
    for (const format of formats) expect(format(summary)).not.toContain("never to be printed");
    expect(formatPlanText(summary)).toMatch(/output\.secret: added\n\s+value: \(sensitive/);
  });

  test("attributes known only after the apply are named", async () => {
    const text = formatPlanText(await summarize(recording("first-deployment")));
    expect(text).toMatch(/aws_ses_domain_identity\..*\n.*\n\s+known after apply: arn, id, verification_token/);
  });

  test("drift is listed apart from the planned changes", async () => {
    const text = formatPlanText(await summarize(recording("drift")));
    const [planned, drifted] = text.split("Changed outside of Terraform");
    expect(planned).toContain("versioning_configuration.status: Suspended → Enabled");
    expect(drifted).toContain("versioning_configuration.status: Enabled → Suspended");
  });
});

test("a policy known only after the apply is not reported as harmless", async () => {
  const plan = JSON.parse(recording("user-removed")) as {
    resource_changes: { type: string; change: { after: object; after_unknown: object } }[];
  };
  const bucketPolicy = plan.resource_changes.find(({ type }) => type === "aws_s3_bucket_policy");
  Object.assign(bucketPolicy?.change.after ?? {}, { policy: undefined });
  Object.assign(bucketPolicy?.change.after_unknown ?? {}, { policy: true });

  const { dangers } = await summarize(JSON.stringify(plan));

  expect(dangers.filter(({ rule }) => rule === "unjudged")).toMatchObject([
    { what: "policy cannot be judged: unknown or sensitive" },
  ]);
  expect(dangers.map(({ rule }) => rule)).not.toContain("bucket-policy-denies-ses");
});

describe("a comment", () => {
  /** The first deployment of more users than a rule set can hold. */
  function manyUsers(count: number): string {
    const plan = JSON.parse(recording("first-deployment")) as {
      resource_changes: { address: string; type: string; change: { after: Record<string, unknown> } }[];
    };
    const rules = plan.resource_changes.filter(({ type }) => type === "aws_ses_receipt_rule");
    const last = rules.at(-1);
    if (last === undefined) throw new Error("expected a receipt rule");
    for (let i = 0; i < count; i++) {
      const copy = structuredClone(last);
      copy.address += i;
      const after = i === 0 ? "carol_example.org" : `user${i - 1}`;
      Object.assign(copy.change.after, { name: `user${i}`, recipients: [`user${i}@example.org`], after });
      plan.resource_changes.push(copy);
    }
    return JSON.stringify(plan);
  }

  test("keeps the dangers whole, cuts the details, and refers to the artifact", async () => {
    const summary = await summarize(manyUsers(190));
    const whole = formatPlanMarkdown(summary, Infinity);
    const comment = formatPlanMarkdown(summary);
    expect(whole.length).toBeGreaterThan(MAX_COMMENT_CHARACTERS);
    expect(comment.length).toBeLessThanOrEqual(MAX_COMMENT_CHARACTERS);
    expect(comment.length).toBeGreaterThan(MAX_COMMENT_CHARACTERS - 1000);
    expect(comment).toMatch(/… \d+ more lines: see the artifacts of this run\n```\n\n<\/details>/);
    expect(comment.split("\n")[0]).toMatch(/^\*\*no address lost; 195 addresses gained: .* and 175 more\.\*\*$/);
    expect(formatPlanText(summary)).toContain("user189@example.org");
  });

  test("within the limit is not truncated", async () => {
    const summary = await summarize(recording("user-removed"));
    expect(formatPlanMarkdown(summary)).toBe(formatPlanMarkdown(summary, Infinity));
  });
});

describe("the fingerprint", () => {
  test("is equal for a plan made at another time, and in another order", async () => {
    const plan = JSON.parse(recording("every-action")) as { timestamp: string; resource_changes: unknown[] };
    const later = {
      ...plan,
      timestamp: "2030-01-01T00:00:00Z",
      resource_changes: [...plan.resource_changes].reverse(),
    };
    const [one, other] = [await summarize(JSON.stringify(plan)), await summarize(JSON.stringify(later))];
    expect(other.fingerprint).toBe(one.fingerprint);
    expect(formatPlanMarkdown(other)).toBe(formatPlanMarkdown(one));
  });

  test("differs when the plan would do something else", async () => {
    const json = recording("every-action");
    const other = json.replace("dave@example.org", "eve@example.org");
    expect((await summarize(other)).fingerprint).not.toBe((await summarize(json)).fingerprint);
  });

  test("does not depend on sensitive values, which could be guessed", async () => {
    const json = recording("every-action");
    const other = json.replaceAll("never to be printed", "nor is this one");
    expect((await summarize(other)).fingerprint).toBe((await summarize(json)).fingerprint);
  });
});

describe("input other than a plan", () => {
  test.each([
    ["a plan file itself", "PK\u0003\u0004", /expected JSON, found "PK.*terraform show -json <plan file>/],
    ["a state", '{"version": 4}', /format_version/],
    ["a format of the future", '{"format_version": "2.0"}', /expected a format 1\.x/],
    ["a plan that failed", '{"format_version": "1.2", "errored": true}', /expected a whole plan/],
    [
      "an action that is not known",
      JSON.stringify({
        format_version: "1.2",
        resource_changes: [{ address: "a.b", mode: "managed", type: "a", change: { actions: ["transmute"] } }],
      }),
      /a\.b: expected one of the actions .*, found transmute/,
    ],
  ])("is refused: %s", async (_, json, message) => {
    await expect(summarize(json)).rejects.toThrow(message);
  });
});

const whereTerraformIs = terraformIsHere ? describe : describe.skip;
whereTerraformIs("a plan made by the Terraform of this machine", () => {
  const json = terraformIsHere ? planOf(everyReason) : "";

  test("lists every action and reason, replace and delete first", async () => {
    const lines = formatPlanText(await summarize(json)).split("\n");
    expect(lines.flatMap((line) => /^ {2}([-!+] .*)/.exec(line)?.[1] ?? [])).toEqual(everyReasonText);
  });

  test("shows no sensitive value", async () => {
    const summary = await summarize(json);
    expect(json).toContain("never to be printed");
    for (const format of formats) expect(format(summary)).not.toContain("never to be printed");
  });

  test("lists data sources read during the apply, with the reason", async () => {
    expect((await summarize(json)).reads).toEqual([
      "data.terraform_remote_state.pending, because a resource that it depends on changes first",
      "data.terraform_remote_state.unknown, because its configuration is not known yet",
    ]);
  });
});
