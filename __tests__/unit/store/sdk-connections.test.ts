import { type AddressInfo, createServer, type Server } from "node:net";
import { SqsQueue } from "../../../importer/state/envelopes/sqs-queue";
import { awsKeyUnwrapper } from "../../../importer/message/aws-kms";

const before = { ...process.env };
let proxy: Server;
let asked: string[];

beforeEach(async () => {
  asked = [];
  proxy = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (head) => {
      asked.push(head.toString().split("\r\n")[0]!);
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
  });
  await new Promise<void>((ready) => proxy.listen(0, "127.0.0.1", ready));
  for (const name of Object.keys(process.env)) if (/^AWS_ENDPOINT|proxy/i.test(name)) delete process.env[name];
  const HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  Object.assign(process.env, { HTTPS_PROXY, AWS_ACCESS_KEY_ID: "AKIDTEST", AWS_SECRET_ACCESS_KEY: "secret" });
  process.env.AWS_MAX_ATTEMPTS = "1";
});
afterEach(() => {
  proxy.close();
  process.env = { ...before };
});

test("requests to the envelope queue and KMS use the proxy of HTTPS_PROXY", async () => {
  await expect(SqsQueue.open({ name: "mail", topics: ["mail"], region: "eu-west-1" })).rejects.toThrow(
    /cannot find the queue mail/,
  );
  const unwrapKey = awsKeyUnwrapper("eu-west-1");
  const envelope = { wrappedKey: Buffer.from("key"), context: {} } as Parameters<typeof unwrapKey>[0];
  await expect(unwrapKey(envelope)).rejects.toThrow(/cannot ask KMS/);
  expect(asked).toEqual([
    "CONNECT sqs.eu-west-1.amazonaws.com:443 HTTP/1.1",
    "CONNECT kms.eu-west-1.amazonaws.com:443 HTTP/1.1",
  ]);
});
