import type { Synthesized } from "./synth";

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: unknown;
  readonly Action: string | string[];
  readonly Resource: string[];
  readonly Condition?: Record<string, Record<string, string>>;
}

/** The statements of the one policy of a type. */
export function statements(stack: Synthesized, type: "aws_s3_bucket_policy" | "aws_iam_policy"): Statement[] {
  const { policy } = stack.resource(type) as { policy: string };
  return (JSON.parse(policy) as { Statement: Statement[] }).Statement;
}
