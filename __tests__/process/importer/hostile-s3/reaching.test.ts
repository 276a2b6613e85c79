import { writeFileSync } from "node:fs";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { listing, entry, type ScriptedS3, sendXml, startScriptedS3 } from "../../../../fixtures/s3/scripted-s3";
import { selfSignedCertificate } from "../../../../inbound/certificate";
import { CommandHost } from "../../../../fixtures/host/command-host";
import { runProcess } from "../../../../fixtures/process";
import { fromS3 } from "./from-s3";

// The importer finds the server by the configuration that all AWS tools read, and a signal ends the run at any point.
const MAIL = new Map([["ann/1", "Subject: 1\r\n\r\n"]]);

let s3: ScriptedS3;
let host: CommandHost;

beforeEach(async () => {
  s3 = await startScriptedS3(MAIL);
  host = await CommandHost.create(["ann"]);
});
afterEach(async () => {
  host.remove();
  await s3.stop();
});

const delivered = { exitCode: 0, stdout: "standby-mx import: 1 message delivered\n", stderr: "" };

function write(name: string, text: string): string {
  const file = join(host.directory, name);
  writeFileSync(file, text);
  return file;
}

describe("a proxy", () => {
  test("of HTTP_PROXY gets the requests", async () => {
    expect(await host.import(fromS3("http://s3.invalid", { HTTP_PROXY: s3.endpoint }))).toEqual(delivered);
    expect(s3.requests[0]!.url).toMatch(/^http:\/\/s3\.invalid\/mail\?/);
  });

  test("gets no requests for hosts of NO_PROXY", async () => {
    const env = { HTTP_PROXY: "http://127.0.0.1:9", NO_PROXY: "127.0.0.1" };
    expect(await host.import(fromS3(s3.endpoint, env))).toEqual(delivered);
  });

  test("that does not answer is named in the error", async () => {
    const ran = await host.import(fromS3("http://s3.invalid", { HTTP_PROXY: "http://127.0.0.1:9" }));
    expect(ran).toMatchObject({
      exitCode: 75,
      stderr: expect.stringMatching(/s3\.invalid: .*127\.0\.0\.1:9/) as string,
    });
  });

  test("of HTTPS_PROXY tunnels to a server whose certificate AWS_CA_BUNDLE verifies", async () => {
    const { key, cert } = selfSignedCertificate("localhost");
    const server = createSecureServer({ key, cert }, (_, response) => sendXml(response, listing([])));
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as AddressInfo;
    const asked: string[] = [];
    const proxy = createTcpServer((socket) => {
      socket.once("data", (head) => {
        asked.push(head.toString().split("\r\n")[0]!);
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        server.emit("connection", socket);
      });
      socket.on("error", () => undefined);
    });
    await new Promise<void>((ready) => proxy.listen(0, "127.0.0.1", ready));
    const HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const bundle = write("ca.pem", String(cert));
    try {
      const endpoint = `https://localhost:${port}`;
      const refused = await host.import(fromS3(endpoint, { HTTPS_PROXY }));
      expect(refused).toMatchObject({ exitCode: 75, stderr: expect.stringContaining("SELF_SIGNED_CERT") as string });
      expect(await host.import(fromS3(endpoint, { HTTPS_PROXY, AWS_CA_BUNDLE: bundle }))).toMatchObject({
        exitCode: 0,
        stderr: "",
      });
      expect(await host.import(fromS3(endpoint, { AWS_CA_BUNDLE: bundle }))).toMatchObject({ exitCode: 0, stderr: "" });
      expect(asked).toEqual([`CONNECT localhost:${port} HTTP/1.1`, `CONNECT localhost:${port} HTTP/1.1`]);
    } finally {
      server.closeAllConnections();
      server.close();
      proxy.close();
    }
  });
});

test("a missing file of AWS_CA_BUNDLE is named in the error", async () => {
  const ran = await host.import(fromS3(s3.endpoint, { AWS_CA_BUNDLE: "/nonexistent/ca.pem" }));
  expect(ran).toMatchObject({
    exitCode: 75,
    stderr: expect.stringMatching(/AWS_CA_BUNDLE: .*\/nonexistent\/ca\.pem/) as string,
  });
});

describe("a profile", () => {
  const profileIn = (text: string) => ({
    AWS_CONFIG_FILE: write("config", text),
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
    AWS_PROFILE: "mail",
  });
  const keys = "aws_access_key_id = AKIDTEST\naws_secret_access_key = secret\n";
  const withoutKeys = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

  const withoutEnvironment = (text: string) => ({ ...profileIn(text), ...withoutKeys });

  test("sets the server by endpoint_url", async () => {
    expect(
      await host.import(
        fromS3(undefined, withoutEnvironment(`[profile mail]\n${keys}endpoint_url = ${s3.endpoint}\n`)),
      ),
    ).toEqual(delivered);
  });

  test("sets S3's server by its services section, which overrides endpoint_url", async () => {
    const services = `services = here\nendpoint_url = http://127.0.0.1:9\n[services here]\ns3 =\n  endpoint_url = ${s3.endpoint}\n`;
    expect(await host.import(fromS3(undefined, withoutEnvironment(`[profile mail]\n${keys}${services}`)))).toEqual(
      delivered,
    );
  });

  test("that is missing is named in the error, with the files", async () => {
    const ran = await host.import(fromS3(s3.endpoint, { ...profileIn("[profile other]\n"), ...withoutKeys }));
    expect(ran.exitCode).toBe(75);
    expect(ran.stderr).toMatch(
      /no profile "mail" \(AWS_PROFILE\) in \S+config and \/nonexistent; check the AWS credentials/,
    );
  });

  test("whose credential_process fails is named with the program, not its arguments", async () => {
    const profile = profileIn("[profile mail]\ncredential_process = /bin/false --token secret\n");
    const ran = await host.import(fromS3(s3.endpoint, { ...profile, ...withoutKeys }));
    expect(ran.exitCode).toBe(75);
    expect(ran.stderr).toMatch(/credential_process \/bin\/false of profile "mail" gives no credentials/);
    expect(ran.stderr).not.toContain("secret");
  });
});

test("a terminal shows which server is awaited", async () => {
  s3.script = { list: () => undefined };
  const { args, env } = fromS3(s3.endpoint, { STANDBY_S3_TIME_SCALE: "0.03", AWS_MAX_ATTEMPTS: "2" });
  const command = host.commandLine(args).join(" ");
  const options = { env: host.environment(env), timeout: 30_000 };
  const { exitCode, stdout } = await runProcess("script", ["-qefc", command, "/dev/null"], options);
  expect(exitCode).toBe(75);
  expect(stdout).toContain(`waiting for ${s3.endpoint} to answer`);
  // A request is repeated once, because its connection may be dead. The count for the progress sends requests of its own.
  expect(s3.requests).toHaveLength(4);
});

test("every request names the account of importer.bucketOwner, also the signature", async () => {
  host.configureImporter({ bucketOwner: "123456789012" });
  expect(await host.import(fromS3(s3.endpoint))).toEqual(delivered);
  expect(s3.requests.map(({ method }) => method)).toEqual(["GET", "GET", "POST"]);
  for (const { headers } of s3.requests) {
    expect(headers["x-amz-expected-bucket-owner"]).toBe("123456789012");
    expect(headers.authorization).toMatch(/SignedHeaders=\S*x-amz-expected-bucket-owner/);
  }
});

test("a message whose key XML cannot contain is deleted by a separate request", async () => {
  s3.objects.set("ann/\u0001", "Subject: odd\r\n\r\n");
  expect(await host.import(fromS3(s3.endpoint))).toMatchObject({ exitCode: 0, stderr: "" });
  expect([host.delivered("ann").length, s3.objects.size]).toEqual([2, 0]);
});

describe("SIGTERM", () => {
  const stopped = { exitCode: 75, stderr: expect.stringContaining("the import was asked to stop") as string };
  const page = (n: number, key: string) =>
    listing([entry(key, "x")], `<IsTruncated>true</IsTruncated><NextContinuationToken>${n}</NextContinuationToken>`);

  test("ends the import between two pages of a listing", async () => {
    // Keys of no mailbox, in order and without end.
    s3.script = {
      list: ({ response, before }) => sendXml(response, page(before, `x/${String(before).padStart(9, "0")}`)),
    };
    const { child, ended } = host.start(fromS3(s3.endpoint));
    await s3.asked("list", 5);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ exitCode: 75, stderr: expect.stringContaining("asked to stop") as string });
  });

  test.each(["list", "get"] as const)("ends the import while the response to a %s is missing", async (operation) => {
    s3.script = { [operation]: () => undefined };
    const { child, ended } = host.start(fromS3(s3.endpoint));
    await s3.asked(operation);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject(stopped);
    s3.script = {};
    expect(await host.import(fromS3(s3.endpoint))).toEqual(delivered);
  });

  test("waits for the end of a deletion under way", async () => {
    s3.script = { deleteMany: (exchange) => void setTimeout(() => exchange.honest(), 300) };
    const { child, ended } = host.start(fromS3(s3.endpoint));
    await s3.asked("deleteMany");
    child.kill("SIGTERM");
    expect((await ended).stdout).toBe("standby-mx import: 1 message delivered\n");
    expect(s3.objects.size).toBe(0);
  });

  test("ends a deletion without a response; the next import deletes", async () => {
    s3.script = { deleteMany: () => undefined };
    const { child, ended } = host.start(fromS3(s3.endpoint, { STANDBY_S3_TIME_SCALE: "0.03" }));
    await s3.asked("deleteMany");
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({
      ...stopped,
      stdout: expect.stringContaining("1 message delivered, 0 deleted") as string,
    });
    s3.script = {};
    await host.import(fromS3(s3.endpoint));
    expect([host.delivered("ann").length, s3.objects.size]).toEqual([1, 0]);
  });
});
