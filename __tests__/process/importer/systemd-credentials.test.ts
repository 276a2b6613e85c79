import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../fixtures/command";
import { startScriptedS3, type ScriptedS3 } from "../../../fixtures/s3/scripted-s3";
import { makeMaildir } from "../../../fixtures/host/maildir";

let s3: ScriptedS3;
let directory: string;
beforeAll(async () => {
  s3 = await startScriptedS3(new Map());
  directory = mkdtempSync(join(tmpdir(), "credentials-"));
  makeMaildir(join(directory, "root/Maildir"));
  writeFileSync(
    join(directory, "settings.yaml"),
    `regions: [eu-west-1]
domains: [{ name: example.org, primary: [{ host: mail.example.org }], dns: elsewhere }]
mailboxes: [{ user: alice, addresses: [alice], maildir: /Maildir, owner: ${process.getuid!()} }]
`,
  );
});
afterAll(async () => {
  await s3.stop();
  rmSync(directory, { recursive: true });
});

/** The access key of the first request, or what the importer says. */
async function keyOf(credential: string, home: string): Promise<string> {
  writeFileSync(join(directory, "aws"), credential);
  mkdirSync(join(directory, "home/.aws"), { recursive: true });
  writeFileSync(join(directory, "home/.aws/credentials"), home);
  s3.requests.length = 0;
  const importing = ["import", "--settings", join(directory, "settings.yaml"), "--root", join(directory, "root")];
  const { stderr } = await runCommand(importing, {
    HOME: join(directory, "home"),
    CREDENTIALS_DIRECTORY: directory,
    AWS_ENDPOINT_URL: s3.endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    ...{ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_PROFILE: undefined },
  });
  return /Credential=(\w+)/.exec(s3.requests[0]?.headers.authorization ?? "")?.[1] ?? stderr;
}

const key = (id: string) => `[default]\naws_access_key_id = ${id}\naws_secret_access_key = secret\n`;

describe("the importer as a service of systemd", () => {
  test("signs with the key of the credential aws", async () => {
    expect(await keyOf(key("AKIASYSTEMD"), key("AKIAHOME"))).toBe("AKIASYSTEMD");
  });

  test("takes the key of the home where the operator gave no credential", async () => {
    expect(await keyOf("none", key("AKIAHOME"))).toBe("AKIAHOME");
  });
});
