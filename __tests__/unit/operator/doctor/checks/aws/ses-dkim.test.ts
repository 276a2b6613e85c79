import { scriptedDns, type ScriptedDns } from "../../../../../../fixtures/dns/scripted-dns";
import { sesDkim } from "../../../../../../operator/doctor/checks/aws/ses-dkim";
import type { DoctorContext } from "../../../../../../operator/doctor/context";
import { DnsLookups } from "../../../../../../operator/doctor/dns/dns-lookups";
import type { Finding } from "../../../../../../operator/doctor/model";
import { parseResolver } from "../../../../../../settings/names/resolvers";
import { settings } from "../../../../stacks/settings";

const TOKENS = ["one", "two", "three"];
const recordOf = (token: string) => `${token}._domainkey.example.org`;

let servers: readonly ScriptedDns[];
afterEach(() => servers.forEach((server) => server.close()));

/** The result of the check for these published tokens, which are invented, because LocalStack has none. */
async function look(published: Readonly<Record<string, string>>, region = "eu-west-1"): Promise<Finding> {
  servers = await Promise.all(
    [0, 1].map(() =>
      scriptedDns((name, type) => {
        const target = published[name];
        return type === "CNAME" && target !== undefined ? [{ name, type: "CNAME", ttl: 60, data: target }] : undefined;
      }),
    ),
  );
  const context = {
    settings: settings({ regions: [{ name: region, bucket: "mail" }] }),
    dns: new DnsLookups(
      servers.flatMap(({ name }) => parseResolver(name) ?? []),
      () => [],
    ),
    aws: { dkim: () => Promise.resolve({ DkimTokens: TOKENS }) },
  } as unknown as DoctorContext;
  const finding = await sesDkim.look(`example.org in ${region}`, context, AbortSignal.timeout(60_000));
  return finding as Finding;
}

const all = (zone: string) => Object.fromEntries(TOKENS.map((token) => [recordOf(token), `${token}.${zone}`]));

describe("the DKIM records of SES", () => {
  test.each([
    ["dkim.amazonses.com", "eu-west-1"],
    ["dkim.eu-south-1.amazonses.com", "eu-south-1"],
  ])("are OK if all point into %s, for %s", async (zone, region) => {
    expect(await look(all(zone), region)).toMatchObject({ status: "OK", found: "3 CNAME records" });
  });

  test("of a region with its own DKIM zone must point there", async () => {
    expect(await look(all("dkim.amazonses.com"), "eu-south-1")).toMatchObject({
      status: "WARN",
      fix: expect.stringContaining("one.dkim.eu-south-1.amazonses.com.") as string,
    });
  });

  test("that are missing are named with the lines to publish", async () => {
    const { [recordOf("two")]: _, ...rest } = all("dkim.amazonses.com");
    expect(await look(rest)).toMatchObject({
      status: "WARN",
      found: "no CNAME record two._domainkey.example.org",
      fix: "two._domainkey.example.org. 3600 IN CNAME two.dkim.amazonses.com.",
    });
  });

  test("that point elsewhere are named", async () => {
    const wrong = { ...all("dkim.amazonses.com"), [recordOf("one")]: "one.dkim.example.net" };
    expect(await look(wrong)).toMatchObject({
      status: "WARN",
      found: expect.stringContaining("one.dkim.example.net") as string,
    });
  });

  test("are unknown if DNS does not answer", async () => {
    servers = [];
    const context = {
      settings: settings(),
      dns: new DnsLookups([{ address: "127.0.0.1", port: 1 }], () => []),
      aws: { dkim: () => Promise.resolve({ DkimTokens: TOKENS }) },
    } as unknown as DoctorContext;
    const finding = await sesDkim.look("example.org in eu-west-1", context, AbortSignal.timeout(60_000));
    expect(finding).toMatchObject({ status: "UNKNOWN" });
  });
});
