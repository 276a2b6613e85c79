import { proxyOf } from "../../../store/proxy";

const PROXY = "http://proxy.example:3128/";
const s3 = new URL("https://bucket.s3.eu-west-1.amazonaws.com/");
const local = new URL("https://localhost:9000/");

// Each answer is that of urllib.request.proxy_bypass_environment of Python 3.11.
test.each<[string, URL, boolean]>([
  ["amazonaws.com", s3, true],
  [".amazonaws.com", s3, true],
  ["..amazonaws.com", s3, true],
  ["AmazonAWS.com", s3, true],
  ["bucket.s3.eu-west-1.amazonaws.com", s3, true],
  ["example.org, amazonaws.com", s3, true],
  ["example.org amazonaws.com", s3, false],
  ["*", s3, true],
  ["*.amazonaws.com", s3, false],
  ["*,example.org", s3, false],
  ["aws.com", s3, false],
  ["s3.eu-west-1.amazonaws.com.example.org", s3, false],
  ["", s3, false],
  [",", s3, false],
  ["localhost", local, true],
  ["localhost:9000", local, true],
  ["localhost:9001", local, false],
  ["ocalhost", local, false],
  ["127.0.0.1", new URL("https://127.0.0.1:9000/"), true],
  ["[::1]", new URL("https://[::1]:9000/"), true],
  ["::1", new URL("https://[::1]:9000/"), false],
])("NO_PROXY %j with %s: without the proxy %s", (no_proxy, url, isExcepted) => {
  expect(proxyOf(url, { https_proxy: PROXY, no_proxy })?.href).toBe(isExcepted ? undefined : PROXY);
});

test.each<[string, NodeJS.ProcessEnv, string | undefined]>([
  ["upper case", { HTTPS_PROXY: PROXY }, PROXY],
  ["lower case before upper case", { HTTPS_PROXY: "http://another", https_proxy: PROXY }, PROXY],
  ["an empty one in lower case", { HTTPS_PROXY: PROXY, https_proxy: "" }, undefined],
  ["the other protocol's", { HTTP_PROXY: PROXY }, undefined],
  ["ALL_PROXY", { ALL_PROXY: PROXY }, undefined],
  ["without a protocol", { HTTPS_PROXY: "proxy.example:3128" }, PROXY],
  ["with slashes only", { HTTPS_PROXY: "//proxy.example:3128" }, PROXY],
  ["NO_PROXY in upper case", { HTTPS_PROXY: PROXY, NO_PROXY: "amazonaws.com" }, undefined],
])("the proxy: %s", (_, env, expected) => expect(proxyOf(s3, env)?.href).toBe(expected));
