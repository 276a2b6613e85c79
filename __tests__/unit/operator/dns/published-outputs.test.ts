import { parseOutputs } from "../../../../operator/dns/published-outputs";

/** The output `verification_example_org` in the form of stacks/domain-dns.ts. */
const lines = [
  "abc._domainkey.example.org. 3600 IN CNAME abc.dkim.amazonses.com.",
  "def._domainkey.example.org. 3600 IN CNAME def.dkim.eu-south-1.amazonses.com.",
  '_amazonses.example.org. 3600 IN TXT "pmBGN/7MjnfhTKUZ06Enqq1PeGUaOkw8lGhcfwefcHU="',
].join("\n");

const forms: readonly (readonly [string, string])[] = [
  ["the file of cdktf output", JSON.stringify({ "standby-mx-eu-west-1": { verification_example_org: lines } })],
  [
    "terraform output -json",
    JSON.stringify({ verification_example_org: { sensitive: false, type: "string", value: lines } }),
  ],
  ["the text of terraform output", `verification_example_org = <<EOT\n${lines}\nEOT\n`],
  ["terraform output -raw", lines],
];

describe("the outputs of a stack", () => {
  test.each(forms)("are read from %s", (_, text) => {
    expect(parseOutputs(text).map(({ name, type, value }) => [name, type, value])).toEqual([
      ["abc._domainkey.example.org", "CNAME", "abc.dkim.amazonses.com"],
      ["def._domainkey.example.org", "CNAME", "def.dkim.eu-south-1.amazonses.com"],
      ["_amazonses.example.org", "TXT", "pmBGN/7MjnfhTKUZ06Enqq1PeGUaOkw8lGhcfwefcHU="],
    ]);
  });

  test("without such lines are empty", () => {
    expect(
      parseOutputs('{"standby-mx-eu-west-1":{"mx_example_org":"example.org. 3600 IN MX 10 mail.example.org."}}'),
    ).toEqual([]);
  });
});
