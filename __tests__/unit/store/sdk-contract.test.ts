import { partition } from "@aws-sdk/core/client";
import { parseXML, XmlNode } from "@aws-sdk/xml-builder";
import { booleanSelector, loadConfig, loadSharedConfigFiles, SelectorType } from "@smithy/core/config";
import { buildQueryString, escapeUriPath, HttpRequest } from "@smithy/core/protocols";
import { DEFAULT_MAX_ATTEMPTS, isThrottlingError, isTransientError, StandardRetryStrategy } from "@smithy/core/retry";
import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";

// The functions without a stable API of the SDK that store/ uses. A release that changes such a function fails here.
describe("the AWS SDK's parts", () => {
  test("escape paths and queries as S3's signature requires", () => {
    expect(escapeUriPath("ann/a b+c/é'()*")).toBe("ann/a%20b%2Bc/%C3%A9%27%28%29%2A");
    expect(buildQueryString({ "list-type": "2", prefix: "a/b c", delete: "" })).toBe(
      "delete=&list-type=2&prefix=a%2Fb%20c",
    );
  });

  test("sign as AWS's example does", async () => {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, GET Bucket Lifecycle
    const signer = new SignatureV4({
      service: "s3",
      region: "us-east-1",
      credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
      sha256: Hash.bind(null, "sha256"),
      uriEscapePath: false,
    });
    const request = new HttpRequest({
      method: "GET",
      protocol: "https:",
      hostname: "examplebucket.s3.amazonaws.com",
      path: "/",
      query: { lifecycle: "" },
      headers: {
        host: "examplebucket.s3.amazonaws.com",
        "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      },
    });
    const { headers } = await signer.sign(request, { signingDate: new Date("2013-05-24T00:00:00Z") });
    expect(headers.authorization).toMatch(
      /Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543$/,
    );
  });

  test("distinguish temporary errors", () => {
    const named = (name: string, more: object = {}) =>
      Object.assign(new Error(), { name, ...more }) as Parameters<typeof isTransientError>[0];
    const retryable = named("UnreadableResponseError", { $retryable: {} });
    expect(isTransientError(retryable)).toBe(true);
    expect(isTransientError(named("InternalError", { $metadata: { httpStatusCode: 500 } }))).toBe(true);
    expect(isTransientError(named("Error", { code: "ECONNRESET" }))).toBe(true);
    expect(isTransientError(named("AccessDenied", { $metadata: { httpStatusCode: 403 } }))).toBe(false);
    expect(isThrottlingError(named("SlowDown"))).toBe(true);
    expect(isThrottlingError(named("NoSuchKey"))).toBe(false);
  });

  test("pause before a retry, and refuse a retry over the limit", async () => {
    const NO_RETRY = "No retry token available";
    const strategy = new StandardRetryStrategy(2);
    const token = await strategy.acquireInitialRetryToken("");
    const next = await strategy.refreshRetryTokenForRetry(token, { errorType: "TRANSIENT" });
    expect(next.getRetryDelay()).toBeGreaterThanOrEqual(0);
    await expect(strategy.refreshRetryTokenForRetry(next, { errorType: "TRANSIENT" })).rejects.toThrow(NO_RETRY);
    await expect(strategy.refreshRetryTokenForRetry(token, { errorType: "CLIENT_ERROR" })).rejects.toThrow(NO_RETRY);
    expect(DEFAULT_MAX_ATTEMPTS).toBeGreaterThanOrEqual(3);
  });

  test("read and write XML", () => {
    expect(parseXML("<A><B>1</B><B>&lt;</B><C/></A>")).toEqual({ A: { B: ["1", "<"], C: "" } });
    expect(new XmlNode("A", [XmlNode.of("B", "<é>")]).toString()).toBe("<A><B>&lt;é&gt;</B></A>");
  });

  test("read the environment and the profiles", async () => {
    expect(booleanSelector({ X: "true" }, "X", SelectorType.ENV)).toBe(true);
    const selectors = { environmentVariableSelector: () => "here", configFileSelector: () => undefined, default: "" };
    await expect(loadConfig(selectors)()).resolves.toBe("here");
    await expect(loadSharedConfigFiles()).resolves.toMatchObject({ configFile: expect.anything() as unknown });
  });

  test.each([
    ["eu-west-1", "amazonaws.com"],
    ["cn-north-1", "amazonaws.com.cn"],
    ["us-gov-west-1", "amazonaws.com"],
    ["us-iso-east-1", "c2s.ic.gov"],
  ])("know the partition of %s", (region, dnsSuffix) => {
    expect(partition(region).dnsSuffix).toBe(dnsSuffix);
  });
});
