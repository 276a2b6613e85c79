import { formatMarkdown, MAX_COMMENT_CHARACTERS } from "../../../../review/format/markdown";
import { formatText } from "../../../../review/format/text";
import type { JsonObject } from "../../../../review/model/json";
import { review } from "../../../../review/review";
import { synthesizedStack } from "../../../../review/synthesize/synthesized-stack";

const long = (text: string) => text.repeat(Math.ceil(200_000 / text.length));

/** Stacks that use the text as every name. */
function stacks(count: number, text: string, isBefore: boolean) {
  const rule = {
    name: text,
    rule_set_name: "set",
    enabled: true,
    recipients: isBefore ? [] : [`${text}@example.org`],
    s3_action: [{ bucket_name: text, position: 1 }],
  };
  const document: JsonObject = {
    provider: { aws: [{ region: "eu-west-1" }] },
    resource: {
      aws_ses_domain_identity: { it: { domain: "example.org" } },
      aws_ses_receipt_rule_set: { it: { rule_set_name: "set" } },
      aws_ses_active_receipt_rule_set: { it: { rule_set_name: "set" } },
      aws_ses_receipt_rule: { it: rule },
      aws_route53_record: {
        it: {
          name: "example.org",
          type: "MX",
          records: isBefore ? ["10 a"] : ["10 a", `20 ${text.replaceAll(" ", "-")}`],
        },
      },
      [isBefore ? "aws_iam_group" : text]: { it: {} },
    },
  };
  return new Map(
    Array.from({ length: count }, (_, i) => [`${text}${i}`, synthesizedStack(`${text}${i}`, document)] as const),
  );
}

test.each([
  ["backticks", 1, long("` ")],
  ["spaces", 1, `a${long(" ")}b`],
  ["marks", 1, `a${long(")")}b`],
  ["escapes", 1, long("\u001b[31m\u202e")],
  ["letters, in many stacks,", 40, long("x").slice(0, 4000)],
])("long names of %s fit into a comment", async (_, count, text) => {
  const found = await review(stacks(count, text, true), stacks(count, text, false));
  expect(found.dangers.map(({ rule }) => rule)).toContain("unjudged");
  const comment = formatMarkdown(found);
  expect(comment.length).toBeLessThanOrEqual(MAX_COMMENT_CHARACTERS);
  expect(comment).toMatch(/### Dangerous: \d+\n\n#### :rotating_light: recipient-refused\n- /);
  expect(comment).toContain("#### :rotating_light: unjudged\n- no rule judges resources of type ");
  expect(comment + formatText(found)).not.toMatch(/[\u001b\u202e]/);
});
