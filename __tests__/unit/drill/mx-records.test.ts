import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exchangersOf, readMxRecords } from "../../../drill/mx-records";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "standby-mx-records-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function stack(name: string, content: object): string {
  writeFileSync(join(directory, name), JSON.stringify(content));
  return join(directory, name);
}

const primary = { preference: 10, host: "mail.example.org" };
const standby = { preference: 100, host: "inbound-smtp.eu-west-1.amazonaws.com" };

describe("the MX records of synthesized stacks", () => {
  test("are those of Route 53", async () => {
    const file = stack("a.json", {
      resource: {
        aws_route53_record: {
          mx: { name: "example.org", type: "MX", records: ["10 mail.example.org", `100 ${standby.host}.`], ttl: 3600 },
          txt: {
            name: "_amazonses.example.org",
            type: "TXT",
            records: ["${aws_ses_domain_identity.x.verification_token}"],
          },
          alias: { name: "example.org", type: "A" },
        },
      },
    });
    expect(await readMxRecords([file])).toEqual(new Map([["example.org", [primary, standby]]]));
  });

  test("are the lines to publish if the DNS is elsewhere", async () => {
    const value = [
      "${aws_ses_domain_dkim.x.dkim_tokens[0]}._domainkey.example.org. 3600 IN CNAME x.dkim.amazonses.com.",
      "example.org. 3600 IN MX 10 mail.example.org.",
      `example.org. 3600 IN MX 100 ${standby.host}.`,
      '_amazonses.example.org. 3600 IN TXT "${aws_ses_domain_identity.x.verification_token}"',
    ].join("\n");
    const file = stack("a.json", { output: { zone_lines: { value }, other: { value: { MX: 1 } } } });
    expect(await readMxRecords([file])).toEqual(new Map([["example.org", [primary, standby]]]));
  });

  test("come from all stacks and keep the domains apart", async () => {
    const record = (name: string) => ({
      resource: { aws_route53_record: { mx: { name, type: "MX", records: ["10 x.example"] } } },
    });
    const files = [stack("a.json", record("example.org")), stack("b.json", record("EXAMPLE.net")), stack("c.json", {})];
    expect([...(await readMxRecords(files)).keys()]).toEqual(["example.org", "example.net"]);
  });
});

test("a wildcard's records are those of each subdomain that has none of its own", () => {
  const own = [{ preference: 5, host: "own.example.org" }];
  const sets = new Map([
    ["*.example.org", [primary, standby]],
    ["a.example.org", own],
  ]);
  expect(exchangersOf(sets, "a.example.org")).toEqual(own);
  expect(exchangersOf(sets, "b.c.example.org")).toEqual([primary, standby]);
  expect(exchangersOf(sets, "example.org")).toEqual([]);
  expect(exchangersOf(sets, "example.com")).toEqual([]);
});
