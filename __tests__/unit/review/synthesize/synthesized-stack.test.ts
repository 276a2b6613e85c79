import { review } from "../../../../review/review";
import type { JsonObject } from "../../../../review/model/json";
import { synthesizedStack } from "../../../../review/synthesize/synthesized-stack";

const provider = { aws: [{ region: "eu-west-1" }] };
const stackOf = (document: JsonObject) => synthesizedStack("mail", { provider, ...document });
const valuesIn = (document: JsonObject, address: string) => stackOf(document).resources.get(address)?.values;

describe("the values of a synthesized stack", () => {
  test("have values in place of references", () => {
    const resource = {
      aws_s3_bucket: { mail: { bucket: "${aws_x.name.value}" } },
      aws_x: { name: { value: "stocker" } },
      aws_s3_bucket_policy: { it: { bucket: "a-${aws_s3_bucket.mail.bucket}" } },
    };
    expect(valuesIn({ resource }, "aws_s3_bucket_policy.it")).toEqual({ bucket: "a-stocker" });
  });

  test.each(["${aws_s3_bucket.mail.arn}", "$${aws_x.name.value}", "${data.aws_caller_identity.me.account_id}", "${"])(
    "keep %s, which the file does not define",
    (text) => {
      const resource = { aws_s3_bucket: { mail: { bucket: "mail" } }, aws_x: { name: { value: text } } };
      expect(valuesIn({ resource }, "aws_x.name")).toEqual({ value: text });
    },
  );

  test("take no exponential time when each reference leads to several references", () => {
    const chain = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`x${i}`, { value: `\${aws_x.x${i + 1}.value}\${aws_x.x${i + 1}.value}` }]),
    );
    const value = valuesIn({ resource: { aws_x: chain } }, "aws_x.x0")?.value;
    expect(value).toBe("${aws_x.x9.value}".repeat(2 ** 9));
  });
});

test("a file that cdktf did not write makes the receipt rules unreadable", async () => {
  const rule = { name: "alice", rule_set_name: "set", recipients: ["alice@example.org"] };
  const sides = [{}, { resource: [{ aws_ses_receipt_rule: { alice: rule } }] }].map((document) => {
    return new Map([["mail", stackOf(document)]]);
  });
  const { unreadable, dangers } = await review(sides[0]!, sides[1]!);
  expect(unreadable).toBe(true);
  expect(dangers.map(({ rule: id, what }) => `${id}: ${what}`)).toEqual([
    expect.stringMatching(/^rules-unreadable: cdk\.tf\.json: expected Terraform's JSON syntax: /),
  ]);
});
