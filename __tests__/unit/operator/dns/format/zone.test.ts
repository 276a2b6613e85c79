import { formatForm } from "../../../../../operator/dns/format/form";
import { formatZone } from "../../../../../operator/dns/format/zone";
import type { DomainRecords, LookedUpRecord } from "../../../../../operator/dns/model";

const wait = "publish when SES in eu-west-1 has verified the domain, not before";
const standby: LookedUpRecord = {
  purpose: "mx",
  name: "example.org",
  type: "MX",
  value: "inbound-smtp.eu-west-1.amazonaws.com",
  priority: 100,
  ttl: 3_600,
  optional: false,
  state: "missing",
  found: "",
  wait,
};
const LINE = "example.org. 3600 IN MX 100 inbound-smtp.eu-west-1.amazonaws.com.";

function domain(more: Partial<DomainRecords>): DomainRecords {
  return {
    domain: "example.org",
    zone: "example.org",
    publishedBy: "hand",
    identities: [],
    records: [standby],
    unexpected: [],
    ...more,
  };
}

describe("the lines for a zone file", () => {
  test("have a record that must not be published yet as a comment, with the reason", () => {
    expect(formatZone([domain({})])).toContain(`\n; ${wait}:\n; ${LINE} ; missing\n`);
    expect(formatForm([domain({})])).toContain(`@ ${standby.value}: ${wait}\n`);
  });

  test("have a published record unchanged, even if it must wait", () => {
    expect(formatZone([domain({ records: [{ ...standby, state: "seen" }] })])).toContain(`\n${LINE} ; seen\n`);
  });

  test("have records of strangers only as comments of one line", () => {
    const found = 'ns1.example.org says "x"\n@ MX 1 evil.example.';
    const text = formatZone([
      domain({
        records: [{ ...standby, wait: undefined, state: "different", found }],
        unexpected: ["1 evil.example\n@"],
      }),
    ]);
    expect(text.split("\n").filter((line) => line !== "" && !line.startsWith("; "))).toEqual([
      expect.stringMatching(/^example\.org\. 3600 IN MX 100 \S+ ; different: .*\\u\{a\}@ MX 1 evil\.example\.$/),
    ]);
  });
});
