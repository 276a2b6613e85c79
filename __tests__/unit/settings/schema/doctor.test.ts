import { parseResolver } from "../../../../settings/names/resolvers";
import { parse } from "../support";

const base = `
regions: [eu-west-1]
domains: [{ name: example.org, primary: [{ host: mail.example.org }], dns: elsewhere }]
mailboxes: [{ user: alice, addresses: [alice, postmaster] }]
`;
const withDoctor = (text: string) => parse(`${base}doctor: ${text}\n`).settings.doctor;

describe("the resolvers of doctor", () => {
  test("are by default those of two providers", () => {
    expect(parse(base).settings.doctor.resolvers.map(({ address }) => address)).toEqual(["1.1.1.1", "8.8.8.8"]);
  });

  test.each([
    ["9.9.9.9", { address: "9.9.9.9", port: 53 }],
    ["127.0.0.1:5353", { address: "127.0.0.1", port: 5353 }],
    ["2620:fe::fe", { address: "2620:fe::fe", port: 53 }],
    ["[2620:fe::fe]:5353", { address: "2620:fe::fe", port: 5353 }],
  ])("can be %s", (text, expected) => {
    expect(withDoctor(`{ resolvers: ["${text}"] }`).resolvers).toEqual([expected]);
  });

  test.each(["dns.example", "1.1.1", "1.1.1.1:0", "1.1.1.1:65536", "[1.1.1.1]:53", "2620:fe::fe:", ""])(
    "cannot be %j",
    (text) => {
      expect(parseResolver(text)).toBeUndefined();
      expect(() => withDoctor(`{ resolvers: [${JSON.stringify(text)}] }`)).toThrow(/IP address of a DNS resolver/);
    },
  );
});

describe("a mute of doctor", () => {
  const mute = (until: string) => `{ mute: [{ check: mx-ttl, until: "${until}", reason: moving }] }`;

  test("has a check, a last day and a reason", () => {
    expect(withDoctor(mute("2028-02-29")).mute).toEqual([
      { check: "mx-ttl", subject: undefined, until: "2028-02-29", reason: "moving" },
    ]);
  });

  test.each(["2027-02-29", "31.12.2027", "2027-13-01", "soon"])("does not end on %s", (until) => {
    expect(() => withDoctor(mute(until))).toThrow(/a day such as 2027-03-31/);
  });

  test("requires a reason", () => {
    expect(() => withDoctor("{ mute: [{ check: mx-ttl, until: 2027-12-31 }] }")).toThrow(/reason/);
  });
});
