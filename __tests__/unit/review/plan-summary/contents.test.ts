import { formatPlanJson } from "../../../../review/plan-summary/format/json";
import { formatPlanMarkdown } from "../../../../review/plan-summary/format/markdown";
import { formatPlanText } from "../../../../review/plan-summary/format/text";
import { summarizePlans } from "../../../../review/plan-summary/plan-summary";

const update = (change: object) => ({
  address: "aws_thing.it",
  mode: "managed",
  type: "aws_thing",
  change: { actions: ["update"], after_unknown: {}, before_sensitive: {}, after_sensitive: {}, ...change },
});

const configuration = { provider_config: { aws: { expressions: { region: { constant_value: "eu-west-1" } } } } };

const summarize = (plan: object) =>
  summarizePlans([{ stack: "mail", json: JSON.stringify({ format_version: "1.2", configuration, ...plan }) }]);

async function everyFormat(plan: object): Promise<string> {
  const summary = await summarize(plan);
  return [formatPlanText(summary), formatPlanMarkdown(summary), formatPlanJson(summary)].join("\n");
}

describe("a secret", () => {
  const user = (name: string, password: string) => ({ name, password });

  test.each([
    [
      "that is marked no longer",
      { before: { key: "hunter2" }, after: { key: "hunter2", size: 2 }, before_sensitive: { key: true } },
    ],
    ["that is marked only now", { before: { key: "hunter2" }, after: { key: "x" }, after_sensitive: { key: true } }],
    [
      "inside of a block that has another place now",
      {
        before: { user: [user("b", "hunter2")] },
        after: { user: [user("a", "x"), user("b", "hunter2")] },
        before_sensitive: { user: [{ password: true }] },
        after_sensitive: { user: [{ password: true }, {}] },
      },
    ],
    [
      "inside of a replaced resource",
      {
        actions: ["delete", "create"],
        before: { user: [user("a", "hunter2")] },
        after: { user: [{ name: "b" }] },
        before_sensitive: { user: [{ password: true }] },
        after_sensitive: { user: [{ password: true }] },
        after_unknown: { user: [{ password: true }] },
        replace_paths: [["user", 0, "password"]],
      },
    ],
    [
      "of a resource that goes",
      { actions: ["delete"], before: { key: "hunter2" }, after: null, before_sensitive: { key: true } },
    ],
    [
      "in a map and in a list",
      {
        before: { variables: { TOKEN: "hunter2" }, list: ["hunter2", "b"] },
        after: { variables: { TOKEN: "x" }, list: ["b", "c"] },
        before_sensitive: { variables: { TOKEN: true }, list: [true, false] },
      },
    ],
  ])("%s is never printed, also not as drift", async (_, change) => {
    expect(await everyFormat({ resource_changes: [update(change)] })).not.toContain("hunter2");
    expect(await everyFormat({ resource_drift: [update(change)] })).not.toContain("hunter2");
  });

  test("of a deleted or no longer sensitive output is never printed", async () => {
    const gone = { actions: ["delete"], before: "hunter2", before_sensitive: true, after_sensitive: false };
    const shown = {
      actions: ["update"],
      before: "hunter2",
      after: "hunter2",
      before_sensitive: true,
      after_sensitive: false,
    };
    expect(await everyFormat({ output_changes: { gone, shown } })).not.toContain("hunter2");
  });

  test("hides no other value", async () => {
    const text = await everyFormat({
      resource_changes: [
        update({ before: { key: "hunter2", size: 1 }, after: { key: "x", size: 2 }, after_sensitive: { key: true } }),
      ],
    });
    expect(text).toContain("size: 1 → 2");
    expect(text).toContain("key: (sensitive) → (sensitive, changed)");
  });
});

describe("content missing from a plan is not reported as harmless", () => {
  test.each([
    [
      "changes that are put off (Terraform 1.9)",
      {
        complete: false,
        deferred_changes: [{ reason: "resource_config_unknown", resource_change: update({ before: {}, after: {} }) }],
      },
      "aws_thing.it is deferred to a later plan: its configuration is not known yet",
    ],
    [
      "an action (Terraform 1.14)",
      { complete: true, action_invocations: [{ address: "action.aws_lambda_invoke.tell", type: "aws_lambda_invoke" }] },
      "action.aws_lambda_invoke.tell is invoked",
    ],
    [
      "an action that is put off",
      {
        deferred_action_invocations: [
          { reason: "deferred_prereq", action_invocation: { address: "action.aws_lambda_invoke.tell" } },
        ],
      },
      "action.aws_lambda_invoke.tell may be invoked in a later plan: a resource that it depends on is deferred",
    ],
    ["a part of a plan", { complete: false }, "the plan is only a part (-target): the rest of the change is not in it"],
  ])("%s", async (_, plan, what) => {
    expect((await summarize(plan)).dangers).toMatchObject([{ rule: "unjudged", what }]);
  });

  test("a complete plan has a result", async () => {
    expect((await summarize({ complete: true, applyable: true, errored: false })).dangers).toEqual([]);
  });
});

test("failed checks are listed with their messages", async () => {
  const instance = (status: string, ...problems: string[]) => {
    return { address: { to_display: "check.mx" }, status, problems: problems.map((message) => ({ message })) };
  };
  const text = await everyFormat({
    checks: [
      {
        address: { kind: "check", to_display: "check.mx" },
        status: "fail",
        instances: [instance("fail", "no MX record")],
      },
      { address: { kind: "check", to_display: "check.good" }, status: "pass", instances: [instance("pass")] },
      { address: { kind: "output_value", to_display: "output.o" }, status: "error" },
    ],
  });
  expect(text).toContain("Checks that fail:\n  check.mx: no MX record\n  output.o: error\n");
  expect(text).not.toContain("check.good");
});

test.each([
  ["delete_because_enabled_false", ["delete"], "its argument enabled is false"],
  ["forgot_because_lifecycle_destroy_in_config", ["forget"], "its lifecycle says destroy = false"],
  ["forgot_because_lifecycle_destroy_in_state", ["forget"], "its lifecycle said destroy = false"],
])("OpenTofu's reason %s is printed", async (action_reason, actions, words) => {
  const change = { ...update({ actions, before: { size: 1 }, after: null }), action_reason };
  expect(formatPlanText(await summarize({ resource_changes: [change] }))).toContain(`because ${words}`);
});

test("a comment with too many dangers is truncated and counts the rest", async () => {
  const rules = Array.from({ length: 1500 }, (_, i) => {
    const rule = {
      name: `user${i}`,
      rule_set_name: "set",
      recipients: [`user${i}@example.org`],
      after: `user${i - 1}`,
    };
    const change = update({ before: { ...rule, enabled: true }, after: { ...rule, enabled: false } });
    return { ...change, address: `aws_ses_receipt_rule.r${i}`, type: "aws_ses_receipt_rule" };
  });
  const summary = await summarize({ resource_changes: rules });
  const comment = formatPlanMarkdown(summary);
  expect(comment.length).toBeLessThanOrEqual(65_536);
  expect(comment).toMatch(/#### :rotating_light: rule-disabled\n- rule `user0` is switched off .*\n/);
  expect(comment).toMatch(/- … \d+ more lines: see the artifacts of this run\n\n\*\*Mail:\*\*/);
  expect(comment).toMatch(/<!-- standby-mx plan [0-9a-f]{64} -->\n$/);
});
