import { domain, settings } from "./settings";
import { synth, synthFirst, synthHcl, type Synthesized } from "./synth";

interface RecordBlock {
  readonly name: string;
  readonly type: string;
  readonly records: string[];
  readonly zone_id: string;
  readonly depends_on?: string[];
}

const recordsOf = (stack: Synthesized, type: string) =>
  Object.values(stack.resources("aws_route53_record") as unknown as Record<string, RecordBlock>).filter(
    (record) => record.type === type,
  );
const only = (addresses: object) => Object.keys(addresses)[0]!;

describe("a domain in Route 53", () => {
  const stack = synthFirst(settings());
  const dkim = only(stack.resources("aws_ses_domain_dkim"));
  const identity = only(stack.resources("aws_ses_domain_identity"));

  test("is an identity with DKIM", () => {
    expect(stack.resource("aws_ses_domain_identity")).toEqual({ domain: "example.org" });
    expect(stack.resource("aws_ses_domain_dkim")).toEqual({ domain: `\${${identity}.domain}` });
  });

  test("publishes the three DKIM keys by literal index", () => {
    expect(recordsOf(stack, "CNAME").map(({ name, records }) => [name, ...records])).toEqual(
      [0, 1, 2].map((i) => [
        `\${${dkim}.dkim_tokens[${i}]}._domainkey.example.org`,
        `\${${dkim}.dkim_tokens[${i}]}.dkim.amazonses.com`,
      ]),
    );
  });

  test("publishes the verification token", () => {
    expect(recordsOf(stack, "TXT")).toMatchObject([
      { name: "_amazonses.example.org", records: [`\${${identity}.verification_token}`] },
    ]);
  });

  test("publishes primary and standby in one MX record set", () => {
    expect(recordsOf(stack, "MX")).toMatchObject([
      { name: "example.org", records: ["10 mail.example.org", "100 inbound-smtp.eu-west-1.amazonaws.com"] },
    ]);
  });

  test("publishes the standby only after active rules and a verified domain", () => {
    expect(recordsOf(stack, "MX")[0]?.depends_on).toEqual([
      only(stack.resources("aws_ses_active_receipt_rule_set")),
      only(stack.resources("aws_ses_domain_identity_verification")),
    ]);
    const proofs = Object.entries(stack.resources("aws_route53_record")).filter(([, { type }]) => type !== "MX");
    expect(stack.resource("aws_ses_domain_identity_verification").depends_on).toEqual(
      proofs.map(([address]) => address).sort(byName),
    );
  });

  test("overwrites the domain's MX set and its verification record", () => {
    const records = Object.values(stack.resources("aws_route53_record"));
    expect(records.map(({ type, allow_overwrite }) => [type, allow_overwrite]).sort()).toEqual([
      ["CNAME", true],
      ["CNAME", true],
      ["CNAME", true],
      ["MX", true],
      ["TXT", true],
    ]);
  });

  test("looks up its zone by name", () => {
    expect(Object.values(stack.data("aws_route53_zone"))).toEqual([{ name: "example.org" }]);
    const zones = Object.values(stack.resources("aws_route53_record")).map(({ zone_id }) => zone_id);
    expect(new Set(zones)).toEqual(new Set([`\${${only(stack.data("aws_route53_zone"))}.zone_id}`]));
  });
});

const byName = (a: string, b: string) => a.localeCompare(b);

test("publishes MX records only while its rules are active, if others activate them", () => {
  const stack = synthFirst(settings({ manageActiveRuleSet: false }));
  const active = stack.data("aws_ses_active_receipt_rule_set");
  expect(recordsOf(stack, "MX")[0]?.depends_on).toContain(only(active));
  expect(Object.values(active)[0]).toMatchObject({
    depends_on: Object.keys(stack.resources("aws_ses_receipt_rule")),
    lifecycle: { postcondition: [{ condition: '${self.rule_set_name == "main-ruleset"}' }] },
  });
});

test("uses a zone id unchanged", () => {
  const byId = domain("example.org", { dns: { kind: "route53", zone: { id: "Z0123456789" } } });
  const stack = synthFirst(settings({ domains: [byId] }));
  expect(stack.data("aws_route53_zone")).toEqual({});
  expect(recordsOf(stack, "MX")[0]?.zone_id).toBe("Z0123456789");
});

test("publishes every primary host with its preference", () => {
  const primary = [
    { host: "mx1.example.org", preference: 5 },
    { host: "mx2.example.org", preference: 20 },
  ] as const;
  const stack = synthFirst(settings({ domains: [domain("example.org", { primary, standbyPreference: 30 })] }));
  expect(recordsOf(stack, "MX")[0]?.records).toEqual([
    "5 mx1.example.org",
    "20 mx2.example.org",
    "30 inbound-smtp.eu-west-1.amazonaws.com",
  ]);
});

test("gives each of several domains its identity, its keys and its MX record set", () => {
  const stack = synthFirst(settings({ domains: [domain("example.org"), domain("example.net")] }));
  expect(Object.values(stack.resources("aws_ses_domain_identity")).map((identity) => identity.domain)).toEqual(
    expect.arrayContaining(["example.org", "example.net"]),
  );
  expect(recordsOf(stack, "CNAME")).toHaveLength(6);
  expect(recordsOf(stack, "TXT")).toHaveLength(2);
  expect(
    recordsOf(stack, "MX")
      .map(({ records }) => records[0])
      .sort(),
  ).toEqual(["10 mail.example.net", "10 mail.example.org"]);
});

describe("several regions", () => {
  const [first, second] = synth(
    settings({
      regions: [
        { name: "eu-west-1", bucket: "example.org-mail-stocker" },
        { name: "eu-south-1", bucket: "example.org-mail-stocker-eu-south-1" },
      ],
    }),
  ) as [Synthesized, Synthesized];

  test("share one MX record set, the first region preferred", () => {
    expect(recordsOf(first, "MX")[0]?.records).toEqual([
      "10 mail.example.org",
      "100 inbound-smtp.eu-west-1.amazonaws.com",
      "101 inbound-smtp.eu-south-1.amazonaws.com",
    ]);
    expect(recordsOf(second, "MX")).toEqual([]);
  });

  test("share one TXT record with one value; the others are verified by their DKIM keys", () => {
    expect(recordsOf(first, "TXT")).toHaveLength(1);
    expect(recordsOf(second, "TXT")).toEqual([]);
    expect(recordsOf(second, "CNAME")).toHaveLength(3);
  });

  test("are awaited in each region before the first publishes the MX records", () => {
    for (const stack of [first, second]) {
      const [waiting] = Object.values(stack.resources("aws_ses_domain_identity_verification"));
      const keys = Object.keys(stack.resources("aws_route53_record")).filter((address) => address.includes("dkim"));
      expect(keys).toHaveLength(3);
      expect(waiting?.depends_on).toEqual(expect.arrayContaining(keys));
    }
  });

  test("point at the zone where SES publishes the keys of that region", () => {
    expect(recordsOf(second, "CNAME")[0]?.records[0]).toMatch(/\.dkim\.eu-south-1\.amazonses\.com$/);
  });
});

describe("a domain whose DNS is elsewhere", () => {
  const elsewhere = settings({ domains: [domain("example.org", { dns: { kind: "elsewhere" } })] });
  const stack = synthFirst(elsewhere);
  const token = (i: number) => `\${${only(stack.resources("aws_ses_domain_dkim"))}.dkim_tokens[${i}]}`;

  test("has the lines that verify it as an output, ready to paste", () => {
    const txt = `\${${only(stack.resources("aws_ses_domain_identity"))}.verification_token}`;
    expect(stack.outputs.verification_example_org?.value).toBe(
      [
        ...[0, 1, 2].map((i) => `${token(i)}._domainkey.example.org. 3600 IN CNAME ${token(i)}.dkim.amazonses.com.`),
        `_amazonses.example.org. 3600 IN TXT "${txt}"`,
      ].join("\n"),
    );
  });

  test("has the MX lines in another output, because they follow the verification", () => {
    expect(stack.outputs.mx_example_org?.value).toBe(
      "example.org. 3600 IN MX 10 mail.example.org.\nexample.org. 3600 IN MX 100 inbound-smtp.eu-west-1.amazonaws.com.",
    );
  });

  test("changes no zone and waits for none", () => {
    expect(stack.json).not.toMatch(/aws_route53|aws_ses_domain_identity_verification/);
  });

  test("has the same lines in HCL, quotes and line ends escaped", () => {
    const values = [...synthHcl(elsewhere).matchAll(/^value = (".* IN .*")$/gm)].map(([, value]) => value!);
    expect(values.map((value) => JSON.parse(value) as string)).toEqual([
      stack.outputs.verification_example_org?.value,
      stack.outputs.mx_example_org?.value,
    ]);
  });
});

describe("a wildcard domain", () => {
  const wildcard = domain(".example.org", { dns: { kind: "route53", zone: { name: "example.org" } } });

  test.each([
    ["alone", [wildcard], ["*.example.org"]],
    ["after its parent", [domain("example.org"), wildcard], ["example.org", "*.example.org"]],
    ["before its parent", [wildcard, domain("example.org")], ["*.example.org", "example.org"]],
  ] as const)("%s is one identity, and has the MX records of a wildcard", (_, domains, names) => {
    const [first, ...others] = domains;
    const stack = synthFirst(settings({ domains: [first, ...others] }));
    expect(stack.resource("aws_ses_domain_identity")).toEqual({ domain: "example.org" });
    expect(recordsOf(stack, "TXT").map(({ name }) => name)).toEqual(["_amazonses.example.org"]);
    const mx = recordsOf(stack, "MX");
    expect(mx.map(({ name }) => name).sort()).toEqual([...names].sort());
    // Each record waits for the identity, whose verification covers all subdomains.
    for (const record of mx) {
      expect(record.depends_on).toContain(only(stack.resources("aws_ses_domain_identity_verification")));
    }
  });

  test("is distinguished from its parent if the DNS is elsewhere, also in HCL", () => {
    const elsewhere = { dns: { kind: "elsewhere" } } as const;
    const both = settings({ domains: [domain(".example.org", elsewhere), domain("example.org", elsewhere)] });
    const { outputs } = synthFirst(both);
    expect(outputs.mx__example_org?.value).toContain("*.example.org. 3600 IN MX 10 mail.");
    expect(outputs.mx_example_org?.value).toContain("example.org. 3600 IN MX 10 mail.");
    expect(outputs).toHaveProperty("verification_example_org");
    expect(outputs).not.toHaveProperty("verification__example_org");
    expect(synthHcl(both)).toContain('output "mx__example_org"');
  });
});
