// Uses the rules in moto's SES and stores into a bucket of moto. For LocalStack use startLocalStack() instead of startMoto().
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { SES } from "@aws-sdk/client-ses";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startInbound, startMoto, type Emulator, type Inbound } from "standby-mx/testing";

const region = "eu-west-1";
const Bucket = "inbound-mail";
let moto: Emulator;
let inbound: Inbound;

beforeAll(async () => {
  moto = await startMoto({ command: process.env.MOTO_SERVER ?? "moto_server" });
  const config = {
    ...{ region, endpoint: moto.endpoint },
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
  await allowSes(s3);
  const ses = new SES(config);
  await ses.verifyDomainIdentity({ Domain: "example.org" });
  await ses.createReceiptRuleSet({ RuleSetName: "inbound" });
  const Actions = [{ S3Action: { BucketName: Bucket, ObjectKeyPrefix: "alice/" } }];
  const Rule = { Name: "alice", Recipients: ["alice@example.org"], Enabled: true, Actions };
  await ses.createReceiptRule({ RuleSetName: "inbound", Rule });
  await ses.setActiveReceiptRuleSet({ RuleSetName: "inbound" });
  inbound = await startInbound({ rules: "ses", endpointUrl: moto.endpoint, region });
}, 60_000);
afterAll(async () => {
  await inbound?.close();
  await moto?.stop();
});

test("mail for Alice is stored in the bucket", async () => {
  const message = "Subject: hello\r\n\r\nHi Alice\r\n";
  const { messageId } = await inbound.send({ from: "bob@example.net", to: "alice@example.org", message });
  const object = await inbound.waitForObject(messageId!);
  expect(object).toMatchObject({ bucket: Bucket, key: `alice/${messageId}` });
  expect(object.header("Subject")).toBe("hello");
});

async function allowSes(s3: S3Client): Promise<void> {
  const Principal = { Service: "ses.amazonaws.com" };
  const Statement = [{ Effect: "Allow", Principal, Action: "s3:PutObject", Resource: `arn:aws:s3:::${Bucket}/*` }];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}
