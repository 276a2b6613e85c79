import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RootedHost } from "../../../fixtures/host/rooted-host";
import { startScriptedS3, type ScriptedS3 } from "../../../fixtures/s3/scripted-s3";

let s3: ScriptedS3;
let host: RootedHost;
beforeAll(async () => {
  s3 = await startScriptedS3(new Map());
  host = await RootedHost.create(["alice"]);
});
afterAll(async () => {
  await s3.stop();
  host.remove();
});

/** The access key of the first request, or what the importer says. */
async function keyOf(credential: string, home: string): Promise<string> {
  writeFileSync(join(host.directory, "aws"), credential);
  mkdirSync(join(host.directory, ".aws"), { recursive: true });
  writeFileSync(join(host.directory, ".aws/credentials"), home);
  s3.requests.length = 0;
  const env = { CREDENTIALS_DIRECTORY: host.directory, AWS_ENDPOINT_URL: s3.endpoint };
  const { stderr } = await host.run(["import"], { store: "s3", env });
  return /Credential=(\w+)/.exec(s3.requests[0]?.headers.authorization ?? "")?.[1] ?? stderr;
}

const key = (id: string) => `[default]\naws_access_key_id = ${id}\naws_secret_access_key = secret\n`;

describe("the importer as a service of systemd", () => {
  test("signs with the key of the credential aws", async () => {
    expect(await keyOf(key("AKIASYSTEMD"), key("AKIAHOME"))).toBe("AKIASYSTEMD");
  });

  test("takes the key from the home directory without a credential", async () => {
    expect(await keyOf("none", key("AKIAHOME"))).toBe("AKIAHOME");
  });
});
