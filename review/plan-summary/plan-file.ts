import * as z from "zod";
import type { Json, JsonObject } from "../model/json";
import { JsonShapeError } from "../model/errors";
import { parseJson } from "../model/parse-json";
import { ReviewError } from "../model/errors";

const json = z.json() as z.ZodType<Json>;
const object = z.record(z.string(), json) as z.ZodType<JsonObject>;

const change = z.object({
  actions: z.array(z.string()),
  before: json.optional(),
  after: json.optional(),
  after_unknown: json.optional(),
  before_sensitive: json.optional(),
  after_sensitive: json.optional(),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
  importing: z.object({ id: z.string().optional() }).optional(),
});

const resourceChange = z.object({
  address: z.string(),
  previous_address: z.string().optional(),
  mode: z.string(),
  type: z.string(),
  deposed: z.string().optional(),
  action_reason: z.string().optional(),
  change,
});

/** @see https://developer.hashicorp.com/terraform/internals/json-format#checks-representation */
const check = z.object({
  address: z.object({ to_display: z.string() }),
  status: z.string(),
  instances: z.array(z.object({ problems: z.array(z.object({ message: z.string() })).default([]) })).default([]),
});

const addressed = z.object({ address: z.string() });

const dataSource = z.object({ mode: z.string(), type: z.string(), values: object.optional() });

/** @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation */
const plan = z.object({
  format_version: z.string().regex(/^1\.\d+$/, "expected a format 1.x, as of Terraform 1.5 and OpenTofu 1.6"),
  terraform_version: z.string().optional(),
  errored: z.boolean().optional(),
  complete: z.boolean().optional(),
  resource_changes: z.array(resourceChange).default([]),
  resource_drift: z.array(resourceChange).default([]),
  output_changes: z.record(z.string(), change).default({}),
  deferred_changes: z.array(z.object({ reason: z.string(), resource_change: addressed })).default([]),
  action_invocations: z.array(addressed).default([]),
  deferred_action_invocations: z.array(z.object({ reason: z.string(), action_invocation: addressed })).default([]),
  checks: z.array(check).default([]),
  prior_state: z
    .object({ values: z.object({ root_module: z.object({ resources: z.array(dataSource).optional() }) }).optional() })
    .optional(),
  configuration: z
    .object({
      provider_config: z
        .record(z.string(), z.object({ expressions: z.record(z.string(), json).optional() }))
        .optional(),
    })
    .optional(),
});

export type PlanFile = z.output<typeof plan>;
export type PlannedResource = z.output<typeof resourceChange>;
export type PlannedChange = z.output<typeof change>;

/** A plan as `terraform show -json <plan>` or `tofu show -json <plan>` prints it; `name` is for errors. */
export function parsePlan(text: string, name: string): PlanFile {
  let found: unknown;
  try {
    found = parseJson(text);
  } catch (error) {
    if (error instanceof JsonShapeError) throw new ReviewError(`${name}: ${error.message}; no such plan is reviewed`);
    const start = JSON.stringify(text.slice(0, 40));
    throw new ReviewError(`${name}: expected JSON, found ${start}; make it with: terraform show -json <plan file>`);
  }
  const parsed = plan.safeParse(found);
  if (parsed.success) return parsed.data;
  const problems = z.prettifyError(parsed.error).replaceAll("\n", " ");
  throw new ReviewError(`${name}: expected what \`terraform show -json <plan file>\` prints: ${problems}`);
}
