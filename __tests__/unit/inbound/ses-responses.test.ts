import type { DescribeActiveReceiptRuleSetResponse, ReceiptAction, ReceiptFilter } from "@aws-sdk/client-ses";
import { activeRuleSetOf, ipFilterOf, isVerifiedStatus } from "../../../inbound/ses-responses";

/** A response of SES or an emulator, in which members may be missing, empty or null. */
type Loose<T> = T extends object ? { [K in keyof T]?: Loose<T[K]> | null | "" } : T;
const answer = (loose: Loose<DescribeActiveReceiptRuleSetResponse>) =>
  activeRuleSetOf(loose as DescribeActiveReceiptRuleSetResponse);
const actionsOf = (...Actions: Loose<ReceiptAction>[]) =>
  answer({ Metadata: { Name: "s" }, Rules: [{ Name: "r", Actions: Actions as ReceiptAction[] }] })?.rules[0]?.actions;

test.each([[{}], [{ Metadata: {} }], [{ Metadata: null, Rules: null }], [{ Metadata: { Name: "" }, Rules: [] }]])(
  "is no active rule set: %j",
  (loose) => {
    expect(answer(loose as Loose<DescribeActiveReceiptRuleSetResponse>)).toBeUndefined();
  },
);

test.each<[undefined | null | ""]>([[undefined], [null], [""]])("has no rules when they are %j", (Rules) => {
  expect(answer({ Metadata: { Name: "s" }, Rules })).toEqual({ name: "s", rules: [] });
});

test("gives a rule the defaults of SES for missing members", () => {
  const rules = [
    { Name: "a" },
    { Name: "b", Enabled: null, ScanEnabled: null, TlsPolicy: null, Recipients: null, Actions: null },
  ];
  const defaults = { enabled: false, scanEnabled: false, tlsPolicy: "Optional", recipients: [], actions: [] };
  expect(answer({ Metadata: { Name: "s" }, Rules: rules })?.rules).toEqual([
    { name: "a", ...defaults },
    { name: "b", ...defaults },
  ]);
});

test("keeps the order of rules, recipients and actions", () => {
  const rule = {
    Name: "r",
    Enabled: true,
    ScanEnabled: true,
    TlsPolicy: "Require" as const,
    Recipients: ["b@x.example", "a@x.example"],
    Actions: [
      { AddHeaderAction: { HeaderName: "X-A", HeaderValue: "1" } },
      { S3Action: { BucketName: "m", ObjectKeyPrefix: "p", TopicArn: "arn:t" } },
      { StopAction: { Scope: "RuleSet" as const } },
    ],
  };
  expect(
    answer({ Metadata: { Name: "s" }, Rules: [rule, { ...rule, Name: "q" }] })?.rules.map(({ name }) => name),
  ).toEqual(["r", "q"]);
  expect(answer({ Metadata: { Name: "s" }, Rules: [rule] })?.rules[0]).toEqual({
    name: "r",
    enabled: true,
    scanEnabled: true,
    tlsPolicy: "Require",
    recipients: ["b@x.example", "a@x.example"],
    actions: [
      { type: "AddHeader", headerName: "X-A", headerValue: "1" },
      { type: "S3", bucketName: "m", objectKeyPrefix: "p", topicArn: "arn:t" },
      { type: "Stop", topicArn: undefined },
    ],
  });
});

test("reads the only member of an action that is not empty", () => {
  const empty = {
    S3Action: null,
    BounceAction: {},
    LambdaAction: "",
    StopAction: { Scope: "" },
  } as Loose<ReceiptAction>;
  expect(actionsOf({ ...empty, S3Action: { BucketName: "m", ObjectKeyPrefix: "", TopicArn: "" } })).toEqual([
    { type: "S3", bucketName: "m", objectKeyPrefix: "", topicArn: undefined },
  ]);
  expect(actionsOf({ ...empty, LambdaAction: { FunctionArn: "arn:f" } })).toEqual([{ type: "Lambda" }]);
  expect(actionsOf(empty)).toEqual([]);
});

test.each([
  ["BounceAction", { Sender: "a@x.example" }, "Bounce"],
  ["SNSAction", { TopicArn: "arn:t" }, "SNS"],
  ["WorkmailAction", { OrganizationArn: "arn:o" }, "WorkMail"],
  ["ConnectAction", { InstanceARN: "arn:i" }, "Connect"],
])("recognizes %s as an action that it does not simulate", (member, content, type) => {
  expect(actionsOf({ [member]: content })).toEqual([{ type }]);
});

test.each(["KmsKeyArn", "IamRoleArn"])("refuses an S3 action with %s, which it cannot simulate", (member) => {
  expect(() => actionsOf({ S3Action: { BucketName: "m", [member]: "arn:x" } })).toThrow(
    `the S3 action of rule r: expected no ${member}`,
  );
});

test("reads filters, and skips filters without content", () => {
  const filters = [
    { Name: "f", IpFilter: { Cidr: "192.0.2.0/24", Policy: "Block" } },
    { Name: "g", IpFilter: { Cidr: "198.51.100.7", Policy: "Allow" } },
    { Name: "h" },
    { Name: "i", IpFilter: { Cidr: "", Policy: "Block" } },
  ] as ReceiptFilter[];
  expect(filters.flatMap(ipFilterOf)).toEqual([
    { name: "f", cidr: "192.0.2.0/24", policy: "Block" },
    { name: "g", cidr: "198.51.100.7", policy: "Allow" },
  ]);
});

test.each([
  ["Success", true],
  [undefined, true],
  ["", true],
  ["Pending", false],
  ["Failed", false],
  ["TemporaryFailure", false],
  ["NotStarted", false],
])("a listed identity with the status %j receives: %j", (status, receives) => {
  expect(isVerifiedStatus(status)).toBe(receives);
});
