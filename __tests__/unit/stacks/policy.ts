import type { Synthesized } from "./synth";

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: unknown;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

export const resourcePolicies = ["aws_s3_bucket_policy", "aws_sns_topic_policy", "aws_sqs_queue_policy"] as const;

/** The statements of the only policy of a type. */
export function statements(
  stack: Synthesized,
  type: (typeof resourcePolicies)[number] | "aws_iam_policy",
): Statement[] {
  const { policy } = stack.resource(type) as { policy: string };
  return (JSON.parse(policy) as { Statement: Statement[] }).Statement;
}
