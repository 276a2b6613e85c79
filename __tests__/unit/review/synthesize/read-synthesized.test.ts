import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { review } from "../../../../review/review";
import { readSynthesized } from "../../../../review/synthesize/read-synthesized";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "standby-mx-synthesized-"));
  mkdirSync(join(directory, "base"));
  mkdirSync(join(directory, "head"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const file = (path: string, text: string) => {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
};
const stack = JSON.stringify({
  "//": { metadata: { stackName: "mail" } },
  provider: { aws: [{ region: "eu-west-1" }] },
});
const dangers = async () => {
  const [base, head] = ["base", "head"].map((side) => readSynthesized(join(directory, side)));
  return (await review((await base)!, (await head)!)).dangers.map(({ what }) => what);
};

test("another file that Terraform reads is not reported as harmless", async () => {
  for (const side of ["base", "head"]) {
    file(`${side}/cdk.tf.json`, stack);
    file(`${side}/same.tf`, "locals {}");
    file(`${side}/notes.txt`, side);
  }
  file("head/zz_override.tf", 'resource "aws_s3_bucket" "mail" {}');
  file("head/x.auto.tfvars.json", "{}");
  expect(await dangers()).toEqual([
    "the review does not read file x.auto.tfvars.json, which changes",
    "the review does not read file zz_override.tf, which changes",
  ]);
});

test("two stacks of one name are refused, because the second would hide the first", async () => {
  file("head/stacks/mail/cdk.tf.json", stack);
  file("head/stacks/other/cdk.tf.json", stack);
  await expect(readSynthesized(join(directory, "head"))).rejects.toThrow(
    /other\/cdk\.tf\.json: expected one stack of each name, found a second stack "mail"$/,
  );
});

test("more stacks than AWS has regions are refused", async () => {
  for (let i = 0; i <= 100; i++) mkdirSync(join(directory, "head/stacks", String(i)), { recursive: true });
  await expect(readSynthesized(join(directory, "head"))).rejects.toThrow(/expected at most 100 stacks, found 101$/);
});

test("a link beside the synthesized file is refused", async () => {
  file("head/cdk.tf.json", stack);
  file("secret", "never to be read");
  symlinkSync(join(directory, "secret"), join(directory, "head/more.tf"));
  await expect(readSynthesized(join(directory, "head"))).rejects.toThrow(/more\.tf: .*found a symbolic link/);
});

test.each(['{"resource": {"a": {}}, "resource": {}}', '{"resource": {"aws_ses_receipt_rule": {"__proto__": {}}}}'])(
  "%s, which the review would read in part, is refused",
  async (source) => {
    file("head/cdk.tf.json", source);
    await expect(readSynthesized(join(directory, "head"))).rejects.toThrow(/cdk\.tf\.json: expected /);
  },
);
