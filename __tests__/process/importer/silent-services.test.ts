import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CommandHost } from "../../../fixtures/host/command-host";
import { RootedHost } from "../../../fixtures/host/rooted-host";
import { vectors } from "../../../fixtures/kms/vectors";

// SQS and KMS that accept a request and never answer: a signal must end the command at once, not after the timeouts of the SDK.
const RECORD = "not from SES";

let server: Server;
let environment: NodeJS.ProcessEnv;
/** The name of the request that the server does not answer. */
let silentAt: string;
let onSilence: () => void;
beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  environment = {
    AWS_ENDPOINT_URL: url(),
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "an-example-secret",
  };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const silence = (request: string) => {
  silentAt = request;
  return new Promise<void>((resolve) => (onSilence = resolve));
};

function answer(asked: IncomingMessage, response: ServerResponse): void {
  asked.resume();
  const [, request = "List"] = String(asked.headers["x-amz-target"]).split(".");
  if (request === silentAt) return onSilence();
  const answers: Readonly<Record<string, string>> = {
    GetQueueUrl: JSON.stringify({ QueueUrl: `${url()}/111122223333/mail` }),
    ReceiveMessage: JSON.stringify({
      Messages: [{ Body: RECORD, ReceiptHandle: "1", MD5OfBody: createHash("md5").update(RECORD).digest("hex") }],
    }),
    List: "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>",
  };
  response.end(answers[request]);
}

describe("with SQS", () => {
  let host: RootedHost;
  beforeAll(async () => {
    host = await RootedHost.create(["ann"]);
    host.configure({ envelopeQueue: true });
  });
  afterAll(() => host.remove());

  test.each(["GetQueueUrl", "ReceiveMessage", "DeleteMessageBatch"])(
    "SIGTERM ends an import at %s",
    async (request) => {
      const silent = silence(request);
      const { child, ended } = host.start(["import"], { store: "s3", env: environment });
      await silent;
      child.kill("SIGTERM");
      expect(await ended).toMatchObject({
        exitCode: 75,
        stderr: expect.stringContaining("the import was asked to stop") as string,
      });
    },
  );

  test("SIGTERM ends a watch that waits for new mail", async () => {
    const silent = silence("ReceiveMessage");
    const { child, ended } = host.start(["import", "--watch"], { store: "s3", env: environment });
    await silent;
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ exitCode: 0 });
  });
});

test("SIGTERM ends an import at KMS, and the encrypted message waits", async () => {
  const host = await CommandHost.create(["ann"]);
  const { body, metadata } = vectors[0];
  await host.bucket.put("ann/1", Buffer.from(body, "base64"), metadata);
  const silent = silence("Decrypt");
  const { child, ended } = host.start({ env: environment });
  await silent;
  child.kill("SIGTERM");
  expect(await ended).toMatchObject({
    exitCode: 75,
    stderr: expect.stringContaining("the import was asked to stop") as string,
  });
  expect(await host.waiting()).toEqual(["ann/1"]);
  host.remove();
});
