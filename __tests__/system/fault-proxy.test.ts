import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { buffer } from "node:stream/consumers";
import type { Readable } from "node:stream";
import type { ProxyFault } from "../../fixtures/proxy/faults";
import type { FaultProxy } from "../../fixtures/proxy/fault-proxy";
import { startFaultProxy } from "../../fixtures/proxy/fault-proxy";
import type { S3Server } from "../../fixtures/s3/s3-server";
import { s3Environment, startS3 } from "../../fixtures/s3/s3-server";

// Amazon's client, without retries, must get the intended error at each fault.
let s3: S3Server;
let proxy: FaultProxy;
let client: S3Client;
const body = Buffer.from("Subject: x\r\n\r\nhello\r\n");

beforeAll(async () => {
  s3 = await startS3();
  await s3.makeBucket("mail");
  proxy = await startFaultProxy(s3.port);
  const environment = s3Environment(proxy.endpoint);
  client = new S3Client({
    endpoint: proxy.endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    maxAttempts: 1,
    responseChecksumValidation: "WHEN_REQUIRED",
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID as string,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY as string,
    },
    requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true },
  });
}, 300_000);
beforeEach(() => s3.put("mail", "anna/1", body));
afterAll(async () => {
  client.destroy();
  await proxy.stop();
  await s3.stop();
});

async function getThrough(fault: ProxyFault | undefined): Promise<Buffer> {
  proxy.plan(({ operation, occurrence }) => (operation === "get" && occurrence === 1 ? fault : undefined));
  const { Body } = await client.send(new GetObjectCommand({ Bucket: "mail", Key: "anna/1" }));
  return buffer(Body as Readable);
}

test("without a fault the proxy has no effect", async () => {
  expect(await getThrough(undefined)).toEqual(body);
  expect(proxy.requests).toEqual([{ operation: "get", occurrence: 1, key: "anna/1", fault: undefined, status: 200 }]);
});

test.each<[ProxyFault, RegExp]>([
  [{ kind: "reset", when: "before" }, /ECONNRESET|socket hang up/],
  [{ kind: "reset", when: "after" }, /ECONNRESET|socket hang up/],
  [{ kind: "stall", when: "before" }, /timeout|timed out/i],
  [{ kind: "short body", bytes: 5 }, /aborted/],
  [{ kind: "error", code: "SlowDown", when: "before" }, /reduce your request rate/],
  [{ kind: "error", code: "ExpiredToken", when: "before" }, /expired/],
  [{ kind: "error", code: "RequestTimeTooSkewed", when: "before" }, /request time/],
  [{ kind: "error", code: "PermanentRedirect", when: "before" }, /must be addressed/],
])("%j fails for the client", async (fault, expected) => {
  await expect(getThrough(fault)).rejects.toThrow(expected);
});

test("a client without a check does not notice a cut body or a flipped byte", async () => {
  expect(await getThrough({ kind: "shortened body", bytes: 5 })).toEqual(body.subarray(0, 5));
  const flipped = await getThrough({ kind: "flipped byte", at: 3 });
  expect(flipped).not.toEqual(body);
  expect(flipped).toHaveLength(body.length);
});

test("an error after the operation does not undo the operation", async () => {
  proxy.plan(({ operation }) =>
    operation === "deleteMany" ? { kind: "error", code: "InternalError", when: "after" } : undefined,
  );
  const { DeleteObjectsCommand } = await import("@aws-sdk/client-s3");
  const deletion = new DeleteObjectsCommand({ Bucket: "mail", Delete: { Objects: [{ Key: "anna/1" }] } });
  await expect(client.send(deletion)).rejects.toThrow(/internal error/);
  expect(await s3.keys("mail")).toEqual([]);
});
