import type { ReceiptRule } from "@aws-sdk/client-ses";
import { waitFor } from "../../../fixtures/outage/wait-for";
import type { Hop, HopName } from "../../../operator/canary/model";
import type { Result } from "../../../operator/doctor/model";
import { type Key, DeployedStandby } from "./deployed-standby";

let deployment: DeployedStandby;
beforeAll(async () => void (deployment = await DeployedStandby.open()));
afterAll(() => deployment?.close());

async function doctor(key: Key, ...args: readonly string[]): Promise<readonly Result[]> {
  const { stdout, stderr } = await deployment.run(
    key,
    "doctor",
    "--json",
    ...args,
    ...deployment.resolvers,
    ...deployment.places,
  );
  if (stdout === "") throw new Error(stderr);
  return (JSON.parse(stdout) as { results: readonly Result[] }).results;
}

const notOk = (results: readonly Result[]) =>
  results.filter(({ status }) => status !== "OK").map(({ id, status, found }) => [id, status, found]);

describe("doctor, of a correct standby,", () => {
  test("finds no fault on the mail server, without the account's credentials", async () => {
    const results = await doctor(deployment.importer, "--probe");
    const [aws, ...blocked] = results.filter(({ place }) => place === "aws");
    const others = results.filter(({ place }) => place !== "aws");
    expect(notOk(others)).toEqual([]);
    expect(blocked.filter(({ blockedBy }) => blockedBy !== "aws-access")).toEqual([]);
    expect(aws).toMatchObject({
      id: "aws-access",
      status: "UNKNOWN",
      found: expect.stringContaining("these credentials may not ask") as string,
      fix: "standby-mx doctor --only aws",
    });
    expect(new Set(others.map(({ place }) => place))).toEqual(new Set(["dns", "home"]));
    expect(others.length).toBeGreaterThan(35);
  });

  test("finds no fault with the account's credentials", async () => {
    const results = await doctor(deployment.account, "--only", "aws");
    expect(notOk(results)).toEqual([]);
    expect(results.length).toBeGreaterThan(10);
  });
});

describe("doctor, of the importer's key,", () => {
  test("warns of a key with all rights", async () => {
    const [result] = await doctor(deployment.account, "importer-key");
    expect(result).toMatchObject({ status: "WARN", found: expect.stringContaining("may do more") as string });
  });

  test("finds a key that must not delete delivered mail", async () => {
    const mend = await deployment.changeImporterPolicy((text) =>
      text.replace('"s3:DeleteObject"', '"s3:GetObjectTagging"'),
    );
    expect(await doctor(deployment.importer, "importer-key", "importer-may-delete")).toMatchObject([
      { id: "importer-key", status: "OK" },
      {
        id: "importer-may-delete",
        status: "FAIL",
        found: expect.stringMatching(/^AccessDenied: .* not authorized to perform: s3:DeleteObject/) as string,
      },
    ]);
    await mend();
  });

  test("finds a key that must not list the bucket", async () => {
    const mend = await deployment.changeImporterPolicy((text) =>
      text.replace('"s3:ListBucket"', '"s3:GetBucketLocation"'),
    );
    expect(await doctor(deployment.importer, "importer-key")).toMatchObject([
      { status: "FAIL", found: expect.stringContaining("not authorized to perform: s3:ListBucket") as string },
    ]);
    await mend();
  });
});

async function canary(waitMinutes: number): Promise<readonly Hop[]> {
  const address = `alice@${deployment.standby.domain}`;
  const options = [
    "--yes",
    "--json",
    "--wait",
    String(waitMinutes),
    ...deployment.resolvers,
    "--root",
    deployment.home.root,
  ];
  const { stdout, stderr } = await deployment.run(deployment.importer, "canary", address, ...options);
  if (stdout === "") throw new Error(stderr);
  return (JSON.parse(stdout) as { hops: readonly Hop[] }).hops;
}

const statuses = (hops: readonly Hop[]) => Object.fromEntries(hops.map(({ hop, status }) => [hop, status]));
const foundAt = (hops: readonly Hop[], name: HopName) => hops.find(({ hop }) => hop === name)?.found;

describe("the canary", () => {
  /** The deployed rule of the message's mailbox. */
  let deployed: ReceiptRule;
  beforeAll(async () => {
    const { Rules = [] } = await deployment.standby.cloud.ses.describeActiveReceiptRuleSet();
    deployed = Rules.find(({ Name }) => Name?.startsWith("alice_"))!;
  });
  afterEach(() => changeRule({}));

  const changeRule = (changes: Partial<ReceiptRule>) =>
    deployment.standby.cloud.ses.updateReceiptRule({
      RuleSetName: deployment.standby.ruleSet,
      Rule: { ...deployed, ...changes },
    });

  test("finds a message delivered once by the applied rules and a real import", async () => {
    const ended = canary(1);
    await waitFor("the message in the bucket", 30, async () => (await deployment.standby.waiting())[0]);
    const imported = await deployment.run(deployment.importer, "import", "--root", deployment.home.root);
    expect(imported).toMatchObject({ exitCode: 0, stderr: "" });
    const hops = await ended;
    expect(statuses(hops)).toEqual({
      ...{ connection: "OK", "invented-address": "OK", address: "OK" },
      ...{ stored: "OK", headers: "OK", imported: "OK", mailbox: "OK" },
    });
    expect(foundAt(hops, "mailbox")).toBe("once in the mailbox of alice (new)");
  });

  test("finds that a rule was switched off by hand", async () => {
    await changeRule({ Enabled: false });
    const hops = await canary(1);
    expect(statuses(hops)).toEqual({ connection: "OK", "invented-address": "OK", address: "FAIL" });
    expect(foundAt(hops, "address")).toMatch(/: 550 5\.1\.1 /);
  });

  test("finds the other key under which a changed rule stores the message", async () => {
    const BucketName = deployment.standby.bucket;
    await changeRule({ Actions: [{ S3Action: { BucketName, ObjectKeyPrefix: "bob" } }] });
    const hops = await canary(0.05);
    expect(statuses(hops)).toMatchObject({ address: "OK", stored: "FAIL" });
    expect(foundAt(hops, "stored")).toMatch(/^SES stores the message as bob\/[0-9a-v]{40}$/);
  });
});
