import { whyDenied, type SesWrite } from "../../../inbound/bucket-policy";
import { parsePolicy } from "../../../inbound/policy-document";
import { RulesError } from "../../../inbound/rules-error";

const write: SesWrite = {
  account: "111122223333",
  region: "eu-west-1",
  ruleSet: "main",
  rule: "alice_example.org",
  bucket: "mail",
  key: "alice/id",
};
const sourceArn = "arn:aws:ses:eu-west-1:111122223333:receipt-rule-set/main:receipt-rule/alice_example.org";

/** The statement of AWS's guide, with some members replaced. */
function allow(members: object = {}): object {
  return {
    Sid: "AllowSESPuts",
    Effect: "Allow",
    Principal: { Service: "ses.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: "arn:aws:s3:::mail/*",
    Condition: { StringEquals: { "AWS:SourceAccount": "111122223333", "AWS:SourceArn": sourceArn } },
    ...members,
  };
}

const deny = (members: object) => ({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", ...members });

function verdictOn(...statements: object[]): string | undefined {
  return whyDenied(parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), "policy"), write);
}

describe("the bucket policy for a write of SES", () => {
  const arnWith = (pattern: string) => ({ ArnLike: { "aws:SourceArn": pattern } });

  test.each<[string, object[]]>([
    ["the statement of AWS's guide", [allow()]],
    [
      "the rule left open",
      [allow({ Condition: arnWith("arn:aws:ses:*:111122223333:receipt-rule-set/main:receipt-rule/*") })],
    ],
    [
      "ArnEquals with a wildcard",
      [allow({ Condition: { ArnEquals: { "aws:SourceArn": sourceArn.replace("alice", "*") } } })],
    ],
    ["the prefix only", [allow({ Resource: ["arn:aws:s3:::mail/bob/*", "arn:aws:s3:::mail/alice/*"] })]],
    ["the account by its old name", [allow({ Condition: { StringEquals: { "aws:Referer": "111122223333" } } })]],
    [
      "one of several accounts",
      [allow({ Condition: { StringEquals: { "aws:SourceAccount": ["1", "111122223333"] } } })],
    ],
    ["no condition", [allow({ Condition: undefined })]],
    ["actions by wildcard, in any case", [allow({ Action: ["s3:Get*", "S3:put*"] })]],
    ["one of several services", [allow({ Principal: { Service: ["s3.amazonaws.com", "ses.amazonaws.com"] } })]],
    [
      "a Deny of plain connections beside it",
      [allow(), deny({ Condition: { Bool: { "aws:SecureTransport": false } } })],
    ],
    [
      "a Deny of TLS before 1.2 beside it",
      [allow(), deny({ Condition: { NumericLessThan: { "s3:TlsVersion": 1.2 } } })],
    ],
    [
      "a Deny of other accounts beside it",
      [allow(), deny({ Condition: { StringNotEquals: { "aws:SourceAccount": "111122223333" } } })],
    ],
    ["a Deny of everything but putting", [allow(), deny({ Action: undefined, NotAction: "s3:PutObject" })]],
    [
      "a Deny for all but SES",
      [allow(), deny({ Principal: undefined, NotPrincipal: { Service: "ses.amazonaws.com" } })],
    ],
    ["a Deny for other folders", [allow(), deny({ Resource: undefined, NotResource: "arn:aws:s3:::mail/alice/*" })]],
    [
      "a condition on a key that may be absent",
      [allow({ Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } } })],
    ],
    ["a key that must be absent", [allow({ Condition: { Null: { "aws:PrincipalOrgID": "true" } } })]],
  ])("lets SES write: %s", (_name, statements) => {
    expect(verdictOn(...statements)).toBeUndefined();
  });

  test.each<[string, object[]]>([
    ["no statement", []],
    ["another principal", [allow({ Principal: { AWS: "arn:aws:iam::111122223333:root" } })]],
    ["another service", [allow({ Principal: { Service: "sns.amazonaws.com" } })]],
    ["another action", [allow({ Action: "s3:GetObject" })]],
    ["another bucket", [allow({ Resource: "arn:aws:s3:::other/*" })]],
    ["the bucket and not its objects", [allow({ Resource: "arn:aws:s3:::mail" })]],
    ["another prefix", [allow({ Resource: "arn:aws:s3:::mail/bob/*" })]],
    ["another account", [allow({ Condition: { StringEquals: { "aws:SourceAccount": "444455556666" } } })]],
    ["another rule set", [allow({ Condition: arnWith(sourceArn.replace("/main:", "/other:")) })]],
    ["another rule", [allow({ Condition: { StringEquals: { "aws:SourceArn": `${sourceArn}x` } } })]],
    ["another region", [allow({ Condition: arnWith(sourceArn.replace("eu-west-1", "us-east-1")) })]],
    ["a literal asterisk in StringEquals", [allow({ Condition: { StringEquals: { "aws:SourceArn": "*" } } })]],
    [
      "an asterisk that would have to reach over colons",
      [allow({ Condition: arnWith("arn:aws:ses:*:receipt-rule-set/main:receipt-rule/*") })],
    ],
    [
      "one condition of two unmet",
      [allow({ Condition: { StringEquals: { "aws:SourceAccount": "111122223333", "aws:SourceArn": "x" } } })],
    ],
    ["a condition on a key that is absent", [allow({ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } })]],
    ["a Deny beside the Allow", [allow(), deny({})]],
    ["a Deny before the Allow", [deny({ Principal: { AWS: "*" } }), allow()]],
    [
      "an encryption asked for that SES does not ask for",
      [allow(), deny({ Condition: { StringNotEquals: { "s3:x-amz-server-side-encryption": "AES256" } } })],
    ],
    [
      "the header demanded by Null",
      [allow(), deny({ Condition: { Null: { "s3:x-amz-server-side-encryption": true } } })],
    ],
  ])("does not let SES write: %s", (_name, statements) => {
    expect(verdictOn(...statements)).toContain("ses.amazonaws.com s3:PutObject on arn:aws:s3:::mail/alice/id");
  });

  test("without a policy no write is allowed", () => {
    expect(whyDenied(undefined, write)).toBe(
      "bucket mail has no policy; expected one that allows ses.amazonaws.com s3:PutObject",
    );
  });

  test("an unknown operator allows no write, and is named", () => {
    expect(verdictOn(allow({ Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }))).toContain("IpAddress");
  });

  test.each([
    ["{", "policy: expected JSON"],
    ['{"Statement":[{"Effect":"Permit"}]}', "Effect"],
    ['{"Statement":[{"Effect":"Allow","Resources":"*"}]}', "Resources"],
  ])("an invalid policy is refused with its place: %s", (json, message) => {
    expect(() => parsePolicy(json, "policy")).toThrow(RulesError);
    expect(() => parsePolicy(json, "policy")).toThrow(message);
  });

  test("a single statement need not be in a list", () => {
    expect(whyDenied(parsePolicy(JSON.stringify({ Statement: allow() }), "policy"), write)).toBeUndefined();
  });
});
