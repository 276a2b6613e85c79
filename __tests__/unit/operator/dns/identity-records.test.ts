import { identityRecords } from "../../../../operator/dns/identity-records";
import type { AwsLookups, SesIdentity } from "../../../../operator/doctor/aws/aws-lookups";

/** Invented tokens, because LocalStack has none. */
function aws(identity: SesIdentity | undefined, tokens: readonly string[] = ["one", "two", "three"]): AwsLookups {
  return {
    identity: () => Promise.resolve(identity),
    dkim: () => Promise.resolve({ DkimTokens: tokens }),
  } as unknown as AwsLookups;
}

const question = { domain: "example.org", region: "eu-west-1", isFirst: true, publishedBy: "hand" } as const;
const verified: SesIdentity = { status: "Success", token: "the-token=" };

describe("the records by which SES verifies a domain", () => {
  test("are three DKIM records and a TXT record", async () => {
    const { records, verification } = await identityRecords(aws(verified), question);
    expect(records.map(({ name, type, value }) => `${name} ${type} ${value}`)).toEqual([
      "one._domainkey.example.org CNAME one.dkim.amazonses.com",
      "two._domainkey.example.org CNAME two.dkim.amazonses.com",
      "three._domainkey.example.org CNAME three.dkim.amazonses.com",
      "_amazonses.example.org TXT the-token=",
    ]);
    expect(verification).toBe("verified");
  });

  test("lack the TXT record in a further region, and point into its DKIM zone", async () => {
    const { records } = await identityRecords(aws(verified), { ...question, region: "eu-south-1", isFirst: false });
    expect(records.map(({ value }) => value)).toEqual([
      "one.dkim.eu-south-1.amazonses.com",
      "two.dkim.eu-south-1.amazonses.com",
      "three.dkim.eu-south-1.amazonses.com",
    ]);
  });

  test.each([
    ["that SES does not have", undefined, [], "no-identity", "npx cdktf deploy 'standby-mx-*'"],
    ["that waits for DKIM", { status: "Pending", token: "t" }, [], "pending", "npx cdktf deploy 'standby-mx-*'"],
  ] as const)("of a domain %s are missing, with what to do", async (_, identity, tokens, verification, command) => {
    const records = await identityRecords(aws(identity, tokens), question);
    expect(records).toMatchObject({ verification, tokensMissing: { commands: [command] } });
  });
});
